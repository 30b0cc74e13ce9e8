package org.cria.kernels.lab;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.jspecify.annotations.Nullable;

/** Classes that a compiler leaves in memory, and that are loaded from there; their code is a resource too, which the emulator reads. */
final class MemoryClasses extends ClassLoader {
    private static final String ENDING = ".class";

    private final Map<String, Output> outputs = new LinkedHashMap<>();

    MemoryClasses(@Nullable ClassLoader parent) {
        super(parent);
    }

    /** In the order in which they were compiled. */
    List<String> names() {
        return List.copyOf(outputs.keySet());
    }

    /** The code of each. */
    Map<String, byte[]> code() {
        return outputs.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().bytes.toByteArray()));
    }

    static JavaFileObject source(KernelFile file) {
        return new Source(file);
    }

    /** Where the compiler writes to these classes, and reads what a manager finds. */
    JavaFileManager files(JavaFileManager manager) {
        return new ForwardingJavaFileManager<>(manager) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                    Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
                return outputs.computeIfAbsent(className, Output::new);
            }
        };
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        Output output = outputs.get(name);
        if (output == null) {
            throw new ClassNotFoundException(name);
        }
        byte[] code = output.bytes.toByteArray();
        return defineClass(name, code, 0, code.length);
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        if (name.endsWith(ENDING)) {
            Output output = outputs.get(
                    name.substring(0, name.length() - ENDING.length()).replace('/', '.'));
            if (output != null) {
                return new ByteArrayInputStream(output.bytes.toByteArray());
            }
        }
        return super.getResourceAsStream(name);
    }

    private static final class Source extends SimpleJavaFileObject {
        private final KernelFile file;

        Source(KernelFile file) {
            super(URI.create("string:///" + file.name()), Kind.SOURCE);
            this.file = file;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return file.text();
        }
    }

    private static final class Output extends SimpleJavaFileObject {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Output(String className) {
            super(URI.create("memory:///" + className.replace('.', '/') + ENDING), Kind.CLASS);
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }
    }
}
