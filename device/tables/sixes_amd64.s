//go:build !purego

#include "textflag.h"

// What sixRowsGo does to a row, of all four numbers at once. SSE2 is part of every amd64 processor, so nothing depends on which one it is.

// "0.000000" twice: what numbers have in common.
DATA sixesNumbers<>+0(SB)/8, $0x3030303030302E30
DATA sixesNumbers<>+8(SB)/8, $0x3030303030302E30
GLOBL sixesNumbers<>(SB), RODATA|NOPTR, $16

// The greatest digits of "d.dddddd" twice.
DATA sixesMost<>+0(SB)/8, $0x0909090909090009
DATA sixesMost<>+8(SB)/8, $0x0909090909090009
GLOBL sixesMost<>(SB), RODATA|NOPTR, $16

// The greatest digits of "d.dddddd", ":ss.mmm,".
DATA sixesMostTime<>+0(SB)/8, $0x0909090909090009
DATA sixesMostTime<>+8(SB)/8, $0x0009090900090500
GLOBL sixesMostTime<>(SB), RODATA|NOPTR, $16

// In each pair of bytes the first counts ten times the second: 10 · 256 + 1, and the byte above is the sum.
DATA sixesTens<>+0(SB)/8, $0x0A010A010A010A01
DATA sixesTens<>+8(SB)/8, $0x0A010A010A010A01
GLOBL sixesTens<>(SB), RODATA|NOPTR, $16

// Of the pairs "d.", "dd", "dd", "dd" twice: a hundredth of a g and, of the other two, a millionth. The first is ten times its digit already.
DATA sixesPairs<>+0(SB)/8, $0x000100640001000A
DATA sixesPairs<>+8(SB)/8, $0x000100640001000A
GLOBL sixesPairs<>(SB), RODATA|NOPTR, $16

// Of the pairs of a number, and of ":s", "s.", "mm", "m,": ten times the seconds and ten times the milliseconds.
DATA sixesPairsTime<>+0(SB)/8, $0x000100640001000A
DATA sixesPairsTime<>+8(SB)/8, $0x0001006400010064
GLOBL sixesPairsTime<>(SB), RODATA|NOPTR, $16

// Of both halves of x, y, z and the time: micro-g, and ten times the milliseconds.
DATA sixesHalves<>+0(SB)/8, $0x0001271000012710
DATA sixesHalves<>+8(SB)/8, $0x000103E800012710
GLOBL sixesHalves<>(SB), RODATA|NOPTR, $16

// func sixRows(to *sixesRoom, like *sixesLike, b *byte, length int) (rows, read int)
//
// SI is the row, R12 its number, R11 the end of the text; DI, R8, R9, R10 take t, x, y, z; R13 is the separator.
TEXT ·sixRows(SB), NOSPLIT, $16-48
	MOVQ to+0(FP), AX
	MOVQ 0(AX), DI
	MOVQ 8(AX), R8
	MOVQ 16(AX), R9
	MOVQ 24(AX), R10
	MOVQ 32(AX), BX
	MOVQ BX, most-8(SP)
	MOVQ like+8(FP), AX
	MOVOU 0(AX), X15
	MOVOU 16(AX), X14
	MOVQ 32(AX), BX
	MOVQ BX, base-16(SP)
	MOVBLZX 31(AX), R13
	MOVQ b+16(FP), SI
	MOVQ length+24(FP), R11
	ADDQ SI, R11
	XORL R12, R12
	MOVOU sixesNumbers<>(SB), X13
	MOVOU sixesMost<>(SB), X12
	MOVOU sixesMostTime<>(SB), X11
	MOVOU sixesTens<>(SB), X10
	MOVOU sixesPairs<>(SB), X9
	MOVOU sixesPairsTime<>(SB), X8
	MOVOU sixesHalves<>(SB), X5
	MOVL $0x2D2D2D2D, AX // "----"
	MOVQ AX, X7
	PSHUFL $0, X7, X7
	MOVL $0x0A0A0A0A, AX // line feeds
	MOVQ AX, X6
	PSHUFL $0, X6, X6

	PCALIGN $64
row:
	CMPQ SI, R11
	JGE done
	CMPQ R12, most-8(SP)
	JGE done

	// Where the line ends, so that the next row may be begun before anything is known of this one.
	MOVOU 40(SI), X2
	MOVO X2, X3
	PCMPEQB X6, X3
	PMOVMSKB X3, CX
	BSFL CX, CX
	JEQ done

	// Where minus signs are: each moves what follows it on by one.
	MOVOU 24(SI), X1
	PCMPEQB X7, X1
	PCMPEQB X7, X2
	PMOVMSKB X1, AX
	PMOVMSKB X2, BX
	SHLL $16, BX
	ORL BX, AX
	MOVL AX, BX
	ANDL $1, BX // where x begins, counted from the time's end
	LEAL 9(BX), DX
	BTL DX, AX
	SBBL R14, R14 // −1 where y is negative
	SUBL R14, DX
	LEAL 9(DX), R15
	BTL R15, AX
	SBBL AX, AX
	SUBL AX, R15

	MOVOU (SI), X0
	MOVQ 24(SI)(BX*1), X1
	MOVQ 24(SI)(R15*1), X2
	MOVHPS 24(SI)(DX*1), X1
	MOVHPS 16(SI), X2
	CMPB 32(SI)(BX*1), R13
	JNE done
	CMPB 32(SI)(DX*1), R13
	JNE done
	NEGL BX
	LEAL -8(R15), DX
	CMPL CX, DX
	JNE cr

ended:
	PXOR X15, X0
	PXOR X13, X1
	PXOR X14, X2
	MOVO X1, X3
	MOVO X2, X4
	PSUBUSB X12, X3
	PSUBUSB X11, X4
	POR X3, X0
	PXOR X3, X3
	POR X4, X0
	PCMPEQB X3, X0
	PMOVMSKB X0, DX
	CMPL DX, $0xFFFF
	JNE done

	PMULLW X10, X1
	PMULLW X10, X2
	PSRLW $8, X1
	PSRLW $8, X2
	PMADDWL X9, X1
	PMADDWL X8, X2
	PACKSSLW X2, X1
	PMADDWL X5, X1
	LEAQ 41(SI)(CX*1), SI
	MOVQ X1, DX
	PUNPCKHQDQ X1, X1
	MOVQ DX, R15
	SHRQ $32, R15
	XORL BX, DX
	SUBL BX, DX
	MOVL DX, (R8)(R12*4)
	MOVQ X1, DX
	XORL R14, R15
	SUBL R14, R15
	MOVL R15, (R9)(R12*4)
	MOVQ DX, R15
	SHRQ $32, R15
	XORL AX, DX
	SUBL AX, DX
	MOVL DX, (R10)(R12*4)
	IMUL3Q $100000, R15, R15 // ns of a tenth of a millisecond
	ADDQ base-16(SP), R15
	MOVQ R15, (DI)(R12*8)
	INCQ R12
	JMP row

cr:
	INCL DX
	CMPL CX, DX
	JNE done
	CMPB 39(SI)(CX*1), $'\r'
	JEQ ended

done:
	SUBQ b+16(FP), SI
	MOVQ R12, rows+32(FP)
	MOVQ SI, read+40(FP)
	RET
