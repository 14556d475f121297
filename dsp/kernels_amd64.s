//go:build !purego

#include "textflag.h"

// Every lane does what the twin in Go does, in its order: multiplications, additions and subtractions of float64 apart from each other. SSE2 is part of every amd64
// processor, so nothing depends on which one it is. Loops begin at a line of the cache (PCALIGN): where a build happened to lay section3 across two, a night took a tenth longer.

// func section3(r *recursion, d *[axes]delays, dst, src *[axes]*float64, n, step int)
//
// X0…X4 hold b0, c1, c2, a1, a2 twice; X5, X6 the delays s1, s2 of x and y, X7, X8 those of z.
TEXT ·section3(SB), NOSPLIT, $0-48
	MOVQ r+0(FP), AX
	MOVQ d+8(FP), BX
	MOVQ dst+16(FP), CX
	MOVQ src+24(FP), DX
	MOVQ n+32(FP), R14
	MOVQ step+40(FP), R15
	MOVQ 0(CX), DI
	MOVQ 8(CX), R8
	MOVQ 16(CX), R9
	MOVQ 0(DX), SI
	MOVQ 8(DX), R10
	MOVQ 16(DX), R11
	MOVSD 0(AX), X0
	MOVSD 8(AX), X1
	MOVSD 16(AX), X2
	MOVSD 24(AX), X3
	MOVSD 32(AX), X4
	UNPCKLPD X0, X0
	UNPCKLPD X1, X1
	UNPCKLPD X2, X2
	UNPCKLPD X3, X3
	UNPCKLPD X4, X4
	MOVSD 0(BX), X5
	MOVHPD 16(BX), X5
	MOVSD 8(BX), X6
	MOVHPD 24(BX), X6
	MOVSD 32(BX), X7
	MOVSD 40(BX), X8
	TESTQ R14, R14
	JLE done

	PCALIGN $64
loop:
	// out = b0 in + s1, s1 ← c1 in + s2 − a1 s1, s2 ← c2 in − a2 s1, of x and y, and of z between them: what follows from one another stands apart.
	MOVSD (SI), X9
	MOVSD (R11), X13
	MOVHPD (R10), X9
	MOVAPD X5, X12
	MOVAPD X7, X15
	MULPD X3, X12
	MULSD X3, X15
	MOVAPD X9, X11
	MOVAPD X13, X14
	MULPD X1, X11
	MULSD X1, X14
	MOVAPD X9, X10
	ADDPD X6, X11
	MOVAPD X13, X6
	ADDSD X8, X14
	MULPD X0, X10
	MULSD X0, X6
	ADDPD X5, X10
	ADDSD X7, X6
	MULPD X4, X5
	MULSD X4, X7
	SUBPD X12, X11
	SUBSD X15, X14
	MULPD X2, X9
	MULSD X2, X13
	MOVSD X10, (DI)
	MOVHPD X10, (R8)
	MOVSD X6, (R9)
	SUBPD X5, X9
	SUBSD X7, X13
	MOVAPD X11, X5
	MOVAPD X14, X7
	MOVAPD X9, X6
	MOVAPD X13, X8
	ADDQ R15, SI
	ADDQ R15, R10
	ADDQ R15, R11
	ADDQ R15, DI
	ADDQ R15, R8
	ADDQ R15, R9
	DECQ R14
	JNZ loop

done:
	MOVSD X5, 0(BX)
	MOVHPD X5, 16(BX)
	MOVSD X6, 8(BX)
	MOVHPD X6, 24(BX)
	MOVSD X7, 32(BX)
	MOVSD X8, 40(BX)
	RET

// func takeOff(dst *[axes]*float64, src *[axes]*int32, pairs int, s *Swing, lanes *[4 * axes]float64)
//
// Two samples at a time, a lane each, and the three axes step by step beside each other: what follows from one another stands apart. X0 and X1 hold cos and sin of the
// first sample's phase, X2 and X3 those of the turn; X4 and X5 are the two samples' cosines and sines; lanes holds A and B of each axis, twice.
TEXT ·takeOff(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), AX
	MOVQ src+8(FP), BX
	MOVQ pairs+16(FP), CX
	MOVQ s+24(FP), DX
	MOVQ lanes+32(FP), R12
	MOVQ 0(AX), DI
	MOVQ 8(AX), R8
	MOVQ 16(AX), R9
	MOVQ 0(BX), SI
	MOVQ 8(BX), R10
	MOVQ 16(BX), R11
	MOVSD 48(DX), X0
	MOVSD 56(DX), X1
	MOVSD 64(DX), X2
	MOVSD 72(DX), X3
	MOVUPD ·twoSigns(SB), X12
	MOVUPD ·twoHalves(SB), X13
	XORQ R13, R13
	TESTQ CX, CX
	JLE over

	PCALIGN $64
two:
	MOVAPD X0, X14
	MOVAPD X1, X15
	MULSD X2, X14
	MULSD X3, X15
	MOVAPD X0, X4
	MOVAPD X1, X5
	SUBSD X15, X14
	MULSD X2, X1
	MULSD X3, X0
	UNPCKLPD X14, X4
	ADDSD X0, X1
	MOVAPD X14, X0
	MULSD X2, X0
	MULSD X3, X14
	UNPCKLPD X1, X5
	MOVAPD X1, X15
	MULSD X2, X1
	MULSD X3, X15
	ADDSD X14, X1
	SUBSD X15, X0
	MOVUPD 0(R12), X6
	MOVUPD 16(R12), X7
	MOVUPD 32(R12), X8
	MOVUPD 48(R12), X9
	MOVUPD 64(R12), X10
	MOVUPD 80(R12), X11
	MULPD X4, X6
	MULPD X5, X7
	MULPD X4, X8
	MULPD X5, X9
	MULPD X4, X10
	MULPD X5, X11
	ADDPD X7, X6
	ADDPD X9, X8
	ADDPD X11, X10
	MOVUPD ·twoMicro(SB), X14
	MULPD X14, X6
	MULPD X14, X8
	MULPD X14, X10
	MOVAPD X6, X7
	MOVAPD X8, X9
	MOVAPD X10, X11
	ANDPD X12, X7
	ANDPD X12, X9
	ANDPD X12, X11
	ORPD X13, X7
	ORPD X13, X9
	ORPD X13, X11
	ADDPD X7, X6
	ADDPD X9, X8
	ADDPD X11, X10
	MOVQ (SI)(R13*4), X7
	CVTTPD2PL X6, X6
	MOVQ (R10)(R13*4), X9
	CVTTPD2PL X8, X8
	MOVQ (R11)(R13*4), X11
	CVTTPD2PL X10, X10
	CVTPL2PD X7, X7
	CVTPL2PD X6, X6
	CVTPL2PD X9, X9
	CVTPL2PD X8, X8
	CVTPL2PD X11, X11
	CVTPL2PD X10, X10
	MOVUPD ·twoHigh(SB), X14
	MOVUPD ·twoLow(SB), X15
	SUBPD X6, X7
	SUBPD X8, X9
	SUBPD X10, X11
	MOVAPD X7, X6
	MOVAPD X9, X8
	MOVAPD X11, X10
	MULPD X14, X6
	MULPD X15, X7
	MULPD X14, X8
	MULPD X15, X9
	MULPD X14, X10
	MULPD X15, X11
	ADDPD X7, X6
	ADDPD X9, X8
	ADDPD X11, X10
	MOVUPD X6, (DI)(R13*8)
	MOVUPD X8, (R8)(R13*8)
	MOVUPD X10, (R9)(R13*8)
	ADDQ $2, R13
	DECQ CX
	JNZ two

over:
	MOVSD X0, 48(DX)
	MOVSD X1, 56(DX)
	RET

// func lagSums(sum *[Lags]float64, a, b *float64, n int)
//
// X0…X3 are the sums of lags 0 and 1, 2 and 3, 4 and 5, 6 and 7; X4 is the earlier value, twice.
TEXT ·lagSums(SB), NOSPLIT, $0-32
	MOVQ sum+0(FP), AX
	MOVQ a+8(FP), SI
	MOVQ b+16(FP), DI
	MOVQ n+24(FP), CX
	XORPS X0, X0
	XORPS X1, X1
	XORPS X2, X2
	XORPS X3, X3
	TESTQ CX, CX
	JLE summed

	PCALIGN $64
value:
	MOVSD (SI), X4
	UNPCKLPD X4, X4
	MOVUPD (DI), X5
	MOVUPD 16(DI), X6
	MOVUPD 32(DI), X7
	MOVUPD 48(DI), X8
	MULPD X4, X5
	MULPD X4, X6
	MULPD X4, X7
	MULPD X4, X8
	ADDPD X5, X0
	ADDPD X6, X1
	ADDPD X7, X2
	ADDPD X8, X3
	ADDQ $8, SI
	ADDQ $8, DI
	DECQ CX
	JNZ value

summed:
	MOVUPD X0, (AX)
	MOVUPD X1, 16(AX)
	MOVUPD X2, 32(AX)
	MOVUPD X3, 48(AX)
	RET

// func sums8(out *[axes]Total, v *[axes]*int32, n, bits int) (fits bool)
//
// X0 sums the values, four lanes of 32 bits; X1 their squares, two lanes of 64; X2 and X3 are the greatest and the least value of each lane, over the three axes; X7
// holds bits, X6 eight ones. What is left of eight at a time is summed in R10 and R11.
TEXT ·sums8(SB), NOSPLIT, $0-33
	MOVQ out+0(FP), DI
	MOVQ v+8(FP), DX
	MOVQ n+16(FP), R9
	MOVQ bits+24(FP), CX
	MOVQ CX, X7
	MOVQ $3, BX
	XORPS X2, X2
	XORPS X3, X3
	XORPS X5, X5
	PCMPEQW X6, X6
	PSRLW $15, X6

axis:
	MOVQ (DX), SI
	MOVQ R9, R8
	XORPS X0, X0
	XORPS X1, X1
	XORQ R10, R10
	XORQ R11, R11
	SUBQ $8, R8
	JLT rest

	PCALIGN $64
eight:
	MOVOU (SI), X8
	MOVOU 16(SI), X9
	PSRAL X7, X8
	PSRAL X7, X9
	PACKSSLW X9, X8
	PMAXSW X8, X2
	PMINSW X8, X3
	MOVO X8, X10
	PMADDWL X6, X10
	PADDL X10, X0
	PMADDWL X8, X8 // two squares: up to 2³¹, without a sign
	MOVO X8, X11
	PUNPCKLLQ X5, X8
	PUNPCKHLQ X5, X11
	PADDQ X8, X1
	PADDQ X11, X1
	ADDQ $32, SI
	SUBQ $8, R8
	JGE eight

rest:
	ADDQ $8, R8
	JZ total

one:
	MOVLQSX (SI), AX
	SARQ CX, AX
	ADDQ AX, R10
	IMULQ AX, AX
	ADDQ AX, R11
	ADDQ $4, SI
	DECQ R8
	JNZ one

total:
	PSHUFD $0xee, X1, X8
	PADDQ X8, X1
	MOVQ X1, AX
	ADDQ AX, R11
	PSHUFD $0xee, X0, X8
	PADDL X8, X0
	PSHUFD $0x55, X0, X8
	PADDL X8, X0
	MOVQ X0, AX
	MOVLQSX AX, AX
	ADDQ AX, R10
	MOVQ R10, 0(DI)
	MOVQ R11, 8(DI)
	ADDQ $16, DI
	ADDQ $8, DX
	DECQ BX
	JNZ axis

	// A value that 16 bits do not hold has become the greatest or the least that they do.
	PCMPEQW X9, X9
	MOVO X9, X10
	PSRLW $1, X9   // 32767
	PSLLW $15, X10 // −32768
	PCMPEQW X2, X9
	PCMPEQW X3, X10
	POR X10, X9
	PMOVMSKB X9, AX
	TESTL AX, AX
	SETEQ fits+32(FP)
	RET

// func totals(out *Total, v *int32, length, runs int)
//
// X0 sums the values of a run and X1 their squares, two lanes of 64 bits each; X2 holds values, X3 their signs.
TEXT ·totals(SB), NOSPLIT, $0-32
	MOVQ out+0(FP), DI
	MOVQ v+8(FP), SI
	MOVQ length+16(FP), DX
	MOVQ runs+24(FP), BX
	TESTQ BX, BX
	JLE none

run:
	PXOR X0, X0
	PXOR X1, X1
	MOVQ DX, CX
	SUBQ $4, CX
	JLT pair

	PCALIGN $64
four:
	MOVOU (SI), X2
	MOVO X2, X3
	MOVO X2, X4
	MOVO X2, X5
	PSRAL $31, X3
	PUNPCKLLQ X3, X4
	PUNPCKHLQ X3, X5
	PXOR X3, X2
	PADDQ X4, X0
	PSUBL X3, X2 // how far from zero
	PADDQ X5, X0
	MOVO X2, X6
	PSRLQ $32, X6
	PMULULQ X2, X2
	PMULULQ X6, X6
	PADDQ X2, X1
	PADDQ X6, X1
	ADDQ $16, SI
	SUBQ $4, CX
	JGE four

pair:
	TESTQ $2, DX
	JZ odd
	MOVQ (SI), X2
	MOVO X2, X3
	MOVO X2, X4
	PSRAL $31, X3
	PUNPCKLLQ X3, X4
	PXOR X3, X2
	PADDQ X4, X0
	PSUBL X3, X2
	MOVO X2, X6
	PSRLQ $32, X6
	PMULULQ X2, X2
	PMULULQ X6, X6
	PADDQ X2, X1
	PADDQ X6, X1
	ADDQ $8, SI

odd:
	TESTQ $1, DX
	JZ store
	MOVLQSX (SI), AX
	MOVQ AX, X2
	PADDQ X2, X0
	IMULQ AX, AX
	MOVQ AX, X2
	PADDQ X2, X1
	ADDQ $4, SI

store:
	PSHUFD $0xEE, X0, X2
	PSHUFD $0xEE, X1, X3
	PADDQ X2, X0
	PADDQ X3, X1
	PUNPCKLQDQ X1, X0
	MOVOU X0, (DI)
	ADDQ $16, DI
	DECQ BX
	JNZ run

none:
	RET

// func beyond(v *int32, n int, most int32) bool
//
// X0, X1 hold most and −most four times; X2, X3 what went beyond.
TEXT ·beyond(SB), NOSPLIT, $0-25
	MOVQ v+0(FP), SI
	MOVQ n+8(FP), CX
	MOVL most+16(FP), AX
	MOVQ AX, X0
	PSHUFD $0, X0, X0
	NEGL AX
	MOVQ AX, X1
	PSHUFD $0, X1, X1
	PXOR X2, X2
	PXOR X3, X3

	PCALIGN $64
eight:
	MOVOU (SI), X4
	MOVOU 16(SI), X5
	MOVO X1, X6
	MOVO X1, X7
	PCMPGTL X4, X6 // −most > v
	PCMPGTL X5, X7
	PCMPGTL X0, X4 // v > most
	PCMPGTL X0, X5
	POR X6, X2
	POR X7, X3
	POR X4, X2
	POR X5, X3
	ADDQ $32, SI
	SUBQ $8, CX
	JG eight

	POR X3, X2
	PMOVMSKB X2, AX
	TESTL AX, AX
	SETNE ret+24(FP)
	RET

// func fold6(odd, even, folds *lanes, turns *turn, at, n, count int)
//
// X0…X2 hold the sums of odd, X3…X5 those of even: x and y times cosine, z times cosine and x times sine, y and z times sine. R8 is the angle in bytes of turns.
TEXT ·fold6(SB), NOSPLIT, $0-56
	MOVQ folds+16(FP), SI
	MOVQ turns+24(FP), DI
	MOVQ at+32(FP), R9
	MOVQ n+40(FP), R10
	MOVQ count+48(FP), CX
	SHLQ $4, R9
	SHLQ $4, R10
	MOVQ R9, R8
	XORPD X0, X0
	XORPD X1, X1
	XORPD X2, X2
	XORPD X3, X3
	XORPD X4, X4
	XORPD X5, X5

	PCALIGN $64
two:
	MOVUPD (DI)(R8*1), X12
	ADDQ R9, R8
	MOVQ R8, AX
	SUBQ R10, AX
	CMOVQGE AX, R8
	MOVAPD X12, X13
	MOVAPD X12, X14
	UNPCKLPD X13, X13
	UNPCKHPD X14, X14
	MOVUPD 0(SI), X6
	MOVUPD 16(SI), X7
	MOVUPD 32(SI), X8
	MULPD X13, X6
	MULPD X12, X7
	MULPD X14, X8
	ADDPD X6, X0
	ADDPD X7, X1
	ADDPD X8, X2
	DECQ CX
	JZ summed
	MOVUPD (DI)(R8*1), X12
	ADDQ R9, R8
	MOVQ R8, AX
	SUBQ R10, AX
	CMOVQGE AX, R8
	MOVAPD X12, X13
	MOVAPD X12, X14
	UNPCKLPD X13, X13
	UNPCKHPD X14, X14
	MOVUPD 48(SI), X6
	MOVUPD 64(SI), X7
	MOVUPD 80(SI), X8
	MULPD X13, X6
	MULPD X12, X7
	MULPD X14, X8
	ADDPD X6, X3
	ADDPD X7, X4
	ADDPD X8, X5
	ADDQ $96, SI
	DECQ CX
	JNZ two

summed:
	MOVQ odd+0(FP), BX
	MOVUPD X0, (BX)
	MOVUPD X1, 16(BX)
	MOVUPD X2, 32(BX)
	MOVQ even+8(FP), BX
	MOVUPD X3, (BX)
	MOVUPD X4, 16(BX)
	MOVUPD X5, 32(BX)
	RET

// the sign alone, twice
DATA ·twoSigns+0(SB)/8, $0x8000000000000000
DATA ·twoSigns+8(SB)/8, $0x8000000000000000
GLOBL ·twoSigns(SB), RODATA|NOPTR, $16

// the number before a half, twice
DATA ·twoHalves+0(SB)/8, $0x3fdfffffffffffff
DATA ·twoHalves+8(SB)/8, $0x3fdfffffffffffff
GLOBL ·twoHalves(SB), RODATA|NOPTR, $16

// micro-g per g, twice
DATA ·twoMicro+0(SB)/8, $0x412e848000000000
DATA ·twoMicro+8(SB)/8, $0x412e848000000000
GLOBL ·twoMicro(SB), RODATA|NOPTR, $16

// highPart, twice
DATA ·twoHigh+0(SB)/8, $0x3eb0c6f600000000
DATA ·twoHigh+8(SB)/8, $0x3eb0c6f600000000
GLOBL ·twoHigh(SB), RODATA|NOPTR, $16

// lowPart, twice
DATA ·twoLow+0(SB)/8, $0x3d7a0b5ed8d36b4c
DATA ·twoLow+8(SB)/8, $0x3d7a0b5ed8d36b4c
GLOBL ·twoLow(SB), RODATA|NOPTR, $16
