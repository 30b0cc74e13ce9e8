package org.cria.kernels.lab;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The system class loader of a JVM that runs on TornadoVM's devices: it loads what the usual one loads, and shows the code of kernels
 * that were compiled in memory. TornadoVM (5.2.0, {@code ASMClassVisitor}) reads a kernel's annotations from a class file that it asks
 * the system class loader for by name, whichever loader the kernel's class is from. Java makes one where
 * {@code -Djava.system.class.loader} names this class.
 */
public final class KernelClasses extends ClassLoader {
    private static final String ENDING = ".class";

    /** By the path that a class file has; of classes of one name, the newest. */
    private final Map<String, byte[]> code = new ConcurrentHashMap<>();

    /**
     * As Java makes it.
     *
     * @param usual the loader of the class path
     */
    public KernelClasses(ClassLoader usual) {
        super("kernels", usual);
    }

    /** Shows kernels to TornadoVM where this JVM was started for that; elsewhere nobody asks. */
    static void show(Map<String, byte[]> classes) {
        if (getSystemClassLoader() instanceof KernelClasses system) {
            classes.forEach(system::add);
        }
    }

    /**
     * Shows the code of a class.
     *
     * @param name binary
     */
    void add(String name, byte[] bytes) {
        code.put(name.replace('.', '/') + ENDING, bytes);
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        byte[] own = code.get(name);
        return own == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(own);
    }
}
