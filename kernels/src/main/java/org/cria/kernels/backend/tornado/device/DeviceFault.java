package org.cria.kernels.backend.tornado.device;

import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;

/** What becomes of TornadoVM's exceptions in the middle of a program: a sentence about the device, with the next step. */
public final class DeviceFault {
    private static final String TORNADO_VM = "uk.ac.manchester.tornado.";

    private DeviceFault() {}

    /**
     * The same exception, or, for one of TornadoVM's own, what it means to a user.
     *
     * @param device that was used, as it describes itself
     */
    public static RuntimeException of(RuntimeException e, String device) {
        String kind = e.getClass().getName();
        if (!kind.startsWith(TORNADO_VM)) {
            return e;
        }
        String reason = Devices.reason(e);
        if (kind.contains("OutOfMemory") || reason.contains("memory")) {
            return fault(
                    device + " has too little memory (" + reason + "). Take a smaller model, a shorter context", e);
        }
        if (kind.contains("Bailout") || reason.contains("compil")) {
            return fault(
                    device + " cannot build the kernels (" + reason
                            + "; what its driver says of it stands above). Install another version of the driver",
                    e);
        }
        return fault(
                device + " failed (" + reason + "), and may be gone. Look whether 'clinfo' or 'nvidia-smi' list it", e);
    }

    private static CriaException fault(String what, RuntimeException e) {
        return new CriaException(Explanation.of(what + ", or choose ", Control.DEVICE.to("cpu"), "."), e);
    }
}
