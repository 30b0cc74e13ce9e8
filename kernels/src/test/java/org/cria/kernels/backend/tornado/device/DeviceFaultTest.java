package org.cria.kernels.backend.tornado.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;

final class DeviceFaultTest {
    @Test
    void aKernelThatTheDriverRefusesIsOneLine() {
        assertEquals(
                "a GPU cannot build the kernels (Error during code compilation with the OpenCL driver; what its driver says of it stands"
                        + " above). Install another version of the driver, or choose device cpu.",
                fault("""
                        Bailout is disabled.
                        Reason: Unable to compile task input.0embed - lookUp
                        The internal error is: Error during code compilation with the OpenCL driver
                        Stacktrace: [a.b.C.d(C.java:613), e.f.G.h(G.java:4)]
                        """));
    }

    @Test
    void aDeviceThatFailsMayBeGone() {
        assertEquals(
                "a GPU failed (invalid command queue), and may be gone. Look whether 'clinfo' or 'nvidia-smi' list it, or choose device"
                        + " cpu.",
                fault("\u001B[91m[ERROR] invalid command queue\u001B[0m"));
    }

    @Test
    void tooLittleMemoryIsNamed() {
        assertEquals(
                "a GPU has too little memory (Unable to allocate 4 bytes of memory). Take a smaller model, a shorter context, or choose"
                        + " device cpu.",
                fault("Unable to allocate 4 bytes of memory"));
    }

    @Test
    void othersStayAsTheyAre() {
        RuntimeException ours = new IllegalStateException("closed");
        assertSame(ours, DeviceFault.of(ours, "a GPU"));
    }

    private static String fault(String message) {
        return String.valueOf(
                DeviceFault.of(new TornadoRuntimeException(message), "a GPU").getMessage());
    }
}
