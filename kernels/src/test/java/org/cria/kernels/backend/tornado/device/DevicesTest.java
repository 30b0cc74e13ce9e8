package org.cria.kernels.backend.tornado.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.DeviceInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A device is found by what the user calls it, and described from what TornadoVM says of it. */
final class DevicesTest {
    private static final List<String> NAMES = List.of("tornado:opencl:0", "tornado:opencl:1", "tornado:cuda:0");

    private static final String TEXT = """
            id=0x7f, deviceName=A card, type=CL_DEVICE_TYPE_GPU, available=true
            Extensions:
            \tcl_khr_fp64
            %s
            Unified memory   : false
            Driver version   : 3.1+debian
            """;

    @ParameterizedTest
    @CsvSource({"0,0", "2,2", "opencl,0", "opencl:1,1", "OpenCL:1,1", "cuda,2", "cuda:0,2"})
    void aDeviceIsNamedByItsBackendItsNumberOrBoth(String which, int place) {
        assertEquals(place, Devices.indexOf(which, NAMES));
    }

    @ParameterizedTest
    @CsvSource({"3", "opencl:2", "ptx", "''", "-1", "opencl:"})
    void anUnknownDeviceIsRefusedWithThoseThatThereAre(String which) {
        CriaException refusal = assertThrows(CriaException.class, () -> Devices.indexOf(which, NAMES));
        assertEquals(
                "device 'tornado:" + which
                        + "' is unknown; TornadoVM has tornado:opencl:0, tornado:opencl:1, tornado:cuda:0.",
                refusal.getMessage());
    }

    @Test
    void theDriverAndSixteenBitsAreReadFromTornadoVmsText() {
        assertEquals("3.1+debian", Devices.driver(TEXT));
        assertEquals("", Devices.driver("A card"));
        assertEquals(DeviceInfo.Fp16.YES, Devices.fp16(TEXT.formatted("\tcl_khr_fp16")));
        assertEquals(DeviceInfo.Fp16.NO, Devices.fp16(TEXT.formatted("\tcl_khr_spir")));
        assertEquals(DeviceInfo.Fp16.UNKNOWN, Devices.fp16("A card"), "a backend that lists no extensions");
    }

    @Test
    void whatTornadoVmComplainsOfIsToldPlainly() {
        Error failed = new ExceptionInInitializerError(new IllegalStateException(
                "\033[31m[WARNING] No OpenCL platforms found. Deoptimizing to sequential execution.\033[0m"));
        assertEquals("No OpenCL platforms found.", Devices.reason(failed));
        assertEquals("java.lang.NoClassDefFoundError", Devices.reason(new NoClassDefFoundError()));
    }
}
