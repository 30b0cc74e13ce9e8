package org.cria.model.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The counters of NVIDIA's GPUs, through the library that the driver brings for its management (NVML). All GPUs of the machine are added up.
 * They count from Volta on.
 *
 * @see <a href="https://docs.nvidia.com/deploy/nvml-api/">NVML API Reference</a>
 */
public final class NvidiaEnergy implements EnergyMeter {
    private static final double MILLIS = 1000;
    private static final int SUCCESS = 0;
    private static final int NOT_SUPPORTED = 3;
    /** On Linux, and on Windows. */
    private static final List<String> NAMES = List.of("libnvidia-ml.so.1", "nvml.dll");

    private final List<Gpu> gpus;
    private final String missing;
    private boolean readable = true;

    private NvidiaEnergy(List<Gpu> gpus, String missing) {
        this.gpus = gpus;
        this.missing = missing;
    }

    /** A GPU that counts. */
    private record Gpu(Library library, MemorySegment handle) {
        long millijoules() throws FailedCall {
            return library.millijoules(handle);
        }
    }

    /** The functions that are called. Each result is an {@code nvmlReturn_t}. */
    private static final class Library {
        private final SymbolLookup symbols;
        /** Holds what a function writes: a count, a handle, or millijoules. */
        private final MemorySegment out = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);

        Library(SymbolLookup symbols) {
            this.symbols = symbols;
        }

        void begin() throws FailedCall {
            call("nvmlInit_v2");
        }

        int count() throws FailedCall {
            call("nvmlDeviceGetCount_v2", out);
            return out.get(ValueLayout.JAVA_INT, 0);
        }

        MemorySegment device(int index) throws FailedCall {
            call("nvmlDeviceGetHandleByIndex_v2", index, out);
            return out.get(ValueLayout.ADDRESS, 0);
        }

        /** Since the driver was loaded. */
        long millijoules(MemorySegment device) throws FailedCall {
            call("nvmlDeviceGetTotalEnergyConsumption", device, out);
            return out.get(ValueLayout.JAVA_LONG, 0);
        }

        private void call(String name, Object... arguments) throws FailedCall {
            MemorySegment address = symbols.find(name)
                    .orElseThrow(() -> new FailedCall("NVIDIA's driver has no function " + name, SUCCESS));
            MemoryLayout[] parameters = Stream.of(arguments)
                    .map(argument -> argument instanceof Integer ? ValueLayout.JAVA_INT : ValueLayout.ADDRESS)
                    .toArray(MemoryLayout[]::new);
            FunctionDescriptor type = FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters);
            int result;
            try {
                result = (int)
                        Linker.nativeLinker().downcallHandle(address, type).invokeWithArguments(arguments);
            } catch (Throwable e) {
                throw new IllegalStateException(name + " cannot be called", e);
            }
            if (result != SUCCESS) {
                throw new FailedCall(name + " of NVIDIA's driver failed with error " + result, result);
            }
        }
    }

    /** A function that is not there, or says that it failed. */
    private static final class FailedCall extends Exception {
        private static final long serialVersionUID = 1L;

        private final int result;

        FailedCall(String message, int result) {
            super(message);
            this.result = result;
        }
    }

    /** The GPUs of this machine, if it has any. */
    public static NvidiaEnergy ofDriver() {
        for (String name : NAMES) {
            try {
                return in(SymbolLookup.libraryLookup(name, Arena.global()));
            } catch (IllegalArgumentException _) {
                // not this system's name, or no driver
            }
        }
        return none("the library of NVIDIA's driver (" + String.join(", ", NAMES) + ") is not there");
    }

    /** The GPUs that a library tells of. It is left open until the process ends. */
    static NvidiaEnergy in(SymbolLookup symbols) {
        Library library = new Library(symbols);
        List<Gpu> gpus = new ArrayList<>();
        boolean old = false;
        try {
            library.begin();
            int count = library.count();
            for (int i = 0; i < count; i++) {
                Gpu gpu = new Gpu(library, library.device(i));
                try {
                    gpu.millijoules();
                    gpus.add(gpu);
                } catch (FailedCall e) {
                    if (e.result != NOT_SUPPORTED) {
                        throw e;
                    }
                    old = true;
                }
            }
        } catch (FailedCall e) {
            return none(String.valueOf(e.getMessage()));
        }
        return gpus.isEmpty()
                ? none(old ? "they do not count it: from Volta on they do" : "the driver knows none")
                : new NvidiaEnergy(gpus, "");
    }

    private static NvidiaEnergy none(String why) {
        return new NvidiaEnergy(List.of(), "of NVIDIA GPUs: " + why);
    }

    @Override
    public Map<EnergyDomain, Double> joules() {
        long millijoules = 0;
        try {
            for (Gpu gpu : gpus) {
                millijoules += gpu.millijoules();
            }
        } catch (FailedCall _) {
            readable = false; // a GPU may be lost meanwhile; what is measured goes on without
        }
        return readable && !gpus.isEmpty() ? Map.of(EnergyDomain.GPU, millijoules / MILLIS) : Map.of();
    }

    /** Nothing is to be done: 64 bits of millijoules do not turn over. */
    @Override
    public void keepUp() {}

    @Override
    public Optional<String> missing() {
        return gpus.isEmpty() ? Optional.of(missing) : Optional.empty();
    }
}
