package org.cria.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.TaskGraph;

/**
 * Everything public in our classes under TornadoVM's names exists there too. The one liberty: our functions are
 * serialisable.
 */
final class SignatureTest {
    @Test
    void everyPublicSignatureIsInTheSdk() throws IOException, URISyntaxException {
        String home = System.getenv("TORNADOVM_HOME");
        assumeTrue(home != null, "TORNADOVM_HOME is not set: there is no SDK to compare with");
        Path jars = Path.of(home, "share", "java", "tornado");
        Map<String, ClassModel> theirs = new HashMap<>();
        try (Stream<Path> files = Files.list(jars)) {
            for (Path jar : files.filter(f -> f.getFileName().toString().matches("tornado-api.*\\.jar"))
                    .toList()) {
                read(jar, theirs);
            }
        }
        assumeTrue(!theirs.isEmpty(), "no tornado-api*.jar in " + jars);
        Set<String> missing = new TreeSet<>();
        for (ClassModel ours : ours()) {
            for (String signature : signatures(ours)) {
                if (!inherited(ours.thisClass().asInternalName(), theirs).contains(signature)) {
                    missing.add(ours.thisClass().asInternalName() + " " + signature);
                }
            }
        }
        assertEquals(Set.of(), missing);
    }

    private static void read(Path jar, Map<String, ClassModel> classes) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                if (entry.getName().endsWith(".class")) {
                    try (InputStream bytes = file.getInputStream(entry)) {
                        ClassModel type = ClassFile.of().parse(bytes.readAllBytes());
                        classes.put(type.thisClass().asInternalName(), type);
                    }
                }
            }
        }
    }

    private static List<ClassModel> ours() throws IOException, URISyntaxException {
        Path root = Path.of(TaskGraph.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<ClassModel> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root.resolve("uk"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                ClassModel type = ClassFile.of().parse(file);
                if (type.flags().has(AccessFlag.PUBLIC)) {
                    classes.add(type);
                }
            }
        }
        return classes;
    }

    /** Public members of a class and of what it extends, as in the SDK; empty when there is no such class. */
    private static Set<String> inherited(String name, Map<String, ClassModel> classes) {
        Set<String> all = new TreeSet<>();
        ClassModel type = classes.get(name);
        if (type != null) {
            all.addAll(signatures(type));
            type.superclass().ifPresent(above -> all.addAll(inherited(above.asInternalName(), classes)));
            type.interfaces().forEach(above -> all.addAll(inherited(above.asInternalName(), classes)));
        }
        return all;
    }

    private static Set<String> signatures(ClassModel type) {
        Set<String> signatures = new TreeSet<>();
        signatures.add("class");
        for (MethodModel method : type.methods()) {
            boolean visible =
                    method.flags().has(AccessFlag.PUBLIC) && !method.flags().has(AccessFlag.SYNTHETIC);
            if (visible) {
                signatures.add((method.flags().has(AccessFlag.STATIC) ? "static " : "")
                        + method.methodName().stringValue()
                        + method.methodType().stringValue());
            }
        }
        for (FieldModel field : type.fields()) {
            if (field.flags().has(AccessFlag.PUBLIC)) {
                signatures.add((field.flags().has(AccessFlag.STATIC) ? "static " : "")
                        + field.fieldName().stringValue() + ":"
                        + field.fieldType().stringValue());
            }
        }
        return signatures;
    }
}
