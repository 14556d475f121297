package simulate

import (
	"math"
	"math/rand/v2"
)

// vec is a vector in three dimensions. (A struct, because Go keeps no arrays in registers.)
type vec struct{ x, y, z float64 }

func (a vec) add(b vec) vec               { return vec{a.x + b.x, a.y + b.y, a.z + b.z} }
func (a vec) sub(b vec) vec               { return vec{a.x - b.x, a.y - b.y, a.z - b.z} }
func (a vec) scale(s float64) vec         { return vec{a.x * s, a.y * s, a.z * s} }
func (a vec) dot(b vec) float64           { return a.x*b.x + a.y*b.y + a.z*b.z }
func (a vec) norm() float64               { return math.Sqrt(a.dot(a)) }
func (a vec) distance(b vec) float64      { return a.sub(b).norm() }
func (a vec) unit() vec                   { return a.scale(1 / a.norm()) }
func (a vec) toward(b vec, s float64) vec { return a.add(b.sub(a).scale(s)) }

func (a vec) cross(b vec) vec {
	return vec{a.y*b.z - a.z*b.y, a.z*b.x - a.x*b.z, a.x*b.y - a.y*b.x}
}

// rotate turns a about the unit axis k by the angle whose sine and cosine are given (Rodrigues).
func (a vec) rotate(k vec, sin, cos float64) vec {
	return a.scale(cos).add(k.cross(a).scale(sin)).add(k.scale(k.dot(a) * (1 - cos)))
}

// turn is rotate by an angle in radians.
func (a vec) turn(k vec, angle float64) vec {
	sin, cos := math.Sincos(angle)
	return a.rotate(k, sin, cos)
}

// randomUnit draws a direction uniformly on the sphere.
func randomUnit(rng *rand.Rand) vec {
	for {
		v := vec{rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()}
		if n := v.norm(); n > 1e-6 {
			return v.scale(1 / n)
		}
	}
}

// wobble turns a unit vector by about sd radians in a random direction.
func (a vec) wobble(rng *rand.Rand, sd float64) vec {
	return a.add(randomUnit(rng).scale(sd * math.Abs(rng.NormFloat64()))).unit()
}
