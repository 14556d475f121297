package tables_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/devicetest"
	"github.com/nightjar-sleep/nightjar/device/tables"
)

// open reads text as the file name would be read.
func open(name, text string, opt device.Options) (*devicetest.Recording, error) {
	f, names := claimant([]byte(text))
	if opt.Columns.Given() {
		f = &tables.Described
	}
	if f == nil {
		return nil, fmt.Errorf("claimed by %q", names)
	}
	src, err := f.Open(device.Input{Name: name, Reader: strings.NewReader(text)}, opt)
	if err != nil {
		return nil, err
	}
	return devicetest.Read(src)
}

// rows repeats line n times with its %s replaced by times of a grid.
func rows(n int, line func(k int) string) string {
	var b strings.Builder
	for k := range n {
		b.WriteString(line(k))
	}
	return b.String()
}

// The first lines that real files have (formats.md), and what they mean: the format, the first sample in micro-g and its time, worked out by hand.
func TestFirstLines(t *testing.T) {
	const at = "2006-01-02 15:04:05.000"
	stamp := func(from string, step time.Duration, layout string) func(k int) string {
		t0, err := time.Parse(layout, from)
		if err != nil {
			t.Fatal(err)
		}
		return func(k int) string { return t0.Add(time.Duration(k) * step).Format(layout) }
	}
	garmin := stamp("2019-10-16T12:09:01.702", 40*time.Millisecond, "2006-01-02T15:04:05.000")
	metawear := stamp("2019-01-11T16:10:08.431", 80*time.Millisecond, "2006-01-02T15:04:05.000")
	polar := stamp("2026-06-10T22:00:00.000", 20*time.Millisecond, "2006-01-02T15:04:05.000")
	for _, c := range []struct {
		name, format, text, first string
		sample                    [3]int32
		hz                        float64
	}{
		{
			"flirt_garmin_acc.csv", "garmin-csv", rows(100, func(k int) string { return garmin(k) + "+02:00;-36;620;-824\n" }),
			"2019-10-16 10:09:01.702", [3]int32{-36000, 620000, -824000}, 25,
		},
		{
			"metawear_metabase_acc_12.5Hz.csv", "metawear-csv",
			"epoch (ms),time (01:00),elapsed (s),x-axis (g),y-axis (g),z-axis (g)\n" + rows(100, func(k int) string {
				return fmt.Sprintf("%d,%s,%.3f,0.010,0.964,-0.087\n", 1547219408431+80*int64(k), metawear(k), 0.08*float64(k))
			}),
			"2019-01-11 15:10:08.431", [3]int32{10000, 964000, -87000}, 12.5,
		},
		{
			"metawear, other names", "metawear-csv",
			"epoc (ms),timestamp (-0700),elapsed (s),x-axis (g),y-axis (g),z-axis (g)\n" + rows(100, func(k int) string {
				return fmt.Sprintf("%d,%s,%.3f,0.010,0.964,-0.087\n", 1547219408431+80*int64(k), metawear(k), 0.08*float64(k))
			}),
			"2019-01-11 23:10:08.431", [3]int32{10000, 964000, -87000}, 12.5,
		},
		{ // 0.5705908565 of a day is 13:41:39.05; (112, 140, 58) − 127 over 63 per g
			"mimsunit_activpal3.csv", "activpal-csv", rows(100, func(k int) string { return fmt.Sprintf("%.10f,112,140,58\n", 43265.5705908565+float64(k)/20/86400) }),
			"2018-06-14 13:41:39.050", [3]int32{-238095, 206349, -1095238}, 20,
		},
		{ // FFFFFE64 is −412; (0x312, −412, 0x707) = (786, −412, 1799), 2006 long: 2048 per g
			"jaehyek_ahrs_putty.log", "hex-words-csv",
			"// Start Time: 0\r// Sample rate: 100.0Hz\r// Scenario: 4.9\r// Firmware Version: 2.5.1\rAcc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z,Mag_X,Mag_Y,Mag_Z\r" +
				strings.Repeat("0312,FFFFFE64,0707,FFFFFFE8,0000,0011,FFFFFF26,0082,FFFFFFD4 \r", 100),
			"1970-01-01 00:00:00.000", [3]int32{383789, -201172, 878418}, 100,
		},
		{ // m/s² over 9.80665
			"phyphox_comma_point.csv", "phyphox-csv",
			`"Time (s)","Acceleration x (m/s^2)","Acceleration y (m/s^2)","Acceleration z (m/s^2)","Absolute acceleration (m/s^2)"` + "\n" +
				rows(100, func(k int) string {
					return fmt.Sprintf("%.9E,-1.628164215E0,1.040935364E0,8.854985962E0,9.063401212E0\n", 3.541208338e-3+0.01*float64(k))
				}),
			"1970-01-01 00:00:00.003", [3]int32{-166027, 106146, 902957}, 100,
		},
		{
			"AccelerometerUncalibrated.csv", "sensorlogger-csv",
			"time,seconds_elapsed,z,y,x\n" + rows(100, func(k int) string {
				return fmt.Sprintf("%d,%f,-0.940948486328125,-0.2747650146484375,0.0849761962890625\n", 1699734109763076400+int64(k)*10_000_000, 0.037076416015625+0.01*float64(k))
			}),
			"2023-11-11 20:21:49.763", [3]int32{84976, -274765, -940948}, 100,
		},
		{ // total = gravity + acceleration
			"WristMotion.csv", "sensorlogger-csv",
			"time,seconds_elapsed,rotationRateX,rotationRateY,rotationRateZ,gravityX,gravityY,gravityZ,accelerationX,accelerationY,accelerationZ,quaternionW,quaternionX,quaternionY,quaternionZ,pitch,roll,yaw\n" +
				rows(100, func(k int) string {
					return fmt.Sprintf("%d,%f,1.3117778301239014,0,0,0.25,-0.5,-0.75,0.0078125,0.125,-0.25,1,0,0,0,0,0,0\n", 1782477541578474240+int64(k)*20_000_000, 0.02*float64(k))
				}),
			"2026-06-26 12:39:01.578", [3]int32{257813, -375000, -1000000}, 50,
		},
		{ // the phone is 100 ms late but for one row, which places the sensor's clock
			"Polar_H10_ACC.txt", "polar-csv",
			"Phone timestamp;sensor timestamp [ns];X [mg];Y [mg];Z [mg] \n" + rows(100, func(k int) string {
				late := 5
				if k == 40 {
					late = 0
				}
				return fmt.Sprintf("%s;%d;-13;20;998\n", polar(k+late), 599616000000000000+int64(k)*20_000_000)
			}),
			"2026-06-10 22:00:00.000", [3]int32{-13000, 20000, 998000}, 50,
		},
		{
			"Xsens MT export", "xsens-csv",
			"// Update Rate: 100.0Hz\nPacketCounter,SampleTimeFine,Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z,Mag_X,Mag_Y,Mag_Z,Quat_q0,Quat_q1,Quat_q2,Quat_q3\n" +
				rows(100, func(k int) string {
					return fmt.Sprintf("%d,,8.696773,0.341363,4.715198,0.015417,0.009366,-0.011596,0.886719,0.420898,0.468506,0.651925,-0.318177,-0.399341,-0.560611\n", 27626+k)
				}),
			"1970-01-01 00:04:36.260", [3]int32{886824, 34809, 480816}, 100,
		},
		{
			"accellog.csv", "banglejs-csv", "Time (ms),X,Y,Z\n" + rows(100, func(k int) string { return fmt.Sprintf("%d,-4096,0,7168\n", 80*k) }),
			"1970-01-01 00:00:00.000", [3]int32{-500000, 0, 875000}, 12.5,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := open(c.name, c.text, device.Options{})
			if err != nil {
				t.Fatal(err)
			}
			got := [3]int32{r.X[0], r.Y[0], r.Z[0]}
			begins := time.Unix(0, r.Anchors[0].Nanos).UTC().Format(at)
			if r.Info.Format != c.format || got != c.sample || begins != c.first || r.Info.Rate.Hz() != c.hz || len(r.Holes) > 0 {
				t.Errorf("want %s from %s at %g Hz, first sample %v; read\n%s", c.format, c.first, c.hz, c.sample, r.Text())
			}
		})
	}
}

// What has no gravity in it, or is no acceleration, is refused by its maker's name and with what to do.
func TestWithoutGravity(t *testing.T) {
	still := func(line string) string { return strings.Repeat(line, 50) }
	for _, c := range []struct{ name, text, says string }{
		{"phyphox.csv", `"Time (s)";"Linear Acceleration x (m/s^2)";"Linear Acceleration y (m/s^2)";"Linear Acceleration z (m/s^2)"` + "\n" + still("3,822818600E-2;1,573801041E-2;-1,144409180E-2;1,094026566E-1\n"), "with g"},
		{"Accelerometer.csv", "time,seconds_elapsed,z,y,x\n" + still("1699734109763076400,0.03,0.01,-0.02,0.004\n"), "TotalAcceleration.csv"},
		{"export/GyroscopeUncalibrated.csv", "time,seconds_elapsed,z,y,x\n" + still("1699734109763076400,0.03,0.6,-0.7,0.4\n"), "gyroscope"},
		{"Orientation.csv", "time,seconds_elapsed,qz,qy,qx,qw,roll,pitch,yaw\n", "orientation"},
		{"Location.csv", "time,seconds_elapsed,latitude,longitude\n", "WristMotion.csv"},
		{"dot.csv", "DeviceTag:,4\nPacketCounter,SampleTimeFine,Euler_X,Euler_Y,Euler_Z,FreeAcc_X,FreeAcc_Y,FreeAcc_Z,Status\n" + still("1,100,1,2,3,0.1,0.1,0.1,0\n"), "FreeAcc"},
		{"dot.csv", "PacketCounter,SampleTimeFine,Euler_X,Euler_Y,Euler_Z\n", "Acc_X"},
		{"physics.csv", "time;ax;ay;az;aT\n" + still("0,02;0,11;0,02;-0,3;0,32\n"), "g-force"},
		{"monitor.txt", "# Accelerometer Values\n# filename: x\n# Saving start time: Mon\n# sensor resolution: 0.01m/s^2\n# Sensorvendor: x\n# a\n# b\n# X value, Y value, Z value, time diff in ms\n0.1 0.2 0.01 20\n", "Accelerometer Monitor"},
		{"nilspod.csv", "samplingrate,256.0\ntimestamp,acc_x,acc_y,acc_z,gyro_x,gyro_y,gyro_z,ecg\n" + still("0,1.0,4.0,-1.0,-17.0,-1838.0,937.0,0.0\n"), "--units"},
		{"acc.csv", still("0.2294921875;0.81640625;0.54638671875;\n"), "--rate"},
		{"mt.csv", "PacketCounter,SampleTimeFine,Acc_X,Acc_Y,Acc_Z\n" + still("27626,,8.696773,0.341363,4.715198\n"), "--rate"},
		{"putty.log", "Acc_X,Acc_Y,Acc_Z\r" + still("0312,FFFFFE64,0707\r"), "--rate"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := open(c.name, c.text, device.Options{})
			if err == nil || !strings.HasPrefix(err.Error(), c.name+":") || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error is %v, should begin with the file and say %q", err, c.says)
			}
		})
	}
}
