package uk.ac.manchester.tornado.api.enums;

/**
 * Kinds of code that kernels become: TornadoVM's {@code TornadoVMBackendType}. The emulator's device is of type
 * {@link #JAVA}.
 */
public enum TornadoVMBackendType {
    OPENCL,
    METAL,
    PTX,
    CUDA,
    SPIRV,
    JAVA,
    VIRTUAL
}
