package org.cria.kernels.backend.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.cria.emulator.lint.Lint;
import org.cria.kernels.backend.tornado.kernel.Product;
import org.junit.jupiter.api.Test;

final class LintedKernelsTest {
    @Test
    void noKernelThatShipsHasAnythingThatTornadoVmGetsWrong() throws IOException, URISyntaxException {
        List<byte[]> files = classFiles("");
        assertTrue(files.size() > 50, files.size() + " class files");
        assertEquals(List.of(), Lint.check(files));
    }

    /** TornadoVM refuses a kernel with one double on a device without FP64, as Rusticl's and many smaller GPUs are. */
    @Test
    void noKernelComputesInDouble() throws IOException, URISyntaxException {
        Map<String, MethodModel> methods = new TreeMap<>();
        for (byte[] file : classFiles("kernel")) {
            var model = ClassFile.of().parse(file);
            model.methods()
                    .forEach(method -> methods.put(
                            model.thisClass().asInternalName() + "."
                                    + method.methodName().stringValue()
                                    + method.methodType().stringValue(),
                            method));
        }
        Set<String> onDevices = new TreeSet<>();
        List<String> waiting = new ArrayList<>(methods.keySet().stream()
                .filter(name -> name.contains("(Luk/ac/manchester/tornado/api/KernelContext;"))
                .toList());
        assertTrue(waiting.size() > 20, waiting.size() + " kernels");
        Set<String> inDouble = new TreeSet<>();
        while (!waiting.isEmpty()) {
            String name = waiting.removeLast();
            MethodModel method = methods.get(name);
            if (method == null || !onDevices.add(name)) {
                continue;
            }
            for (CodeElement element : method.code().orElseThrow()) {
                if (element instanceof ConvertInstruction convert && convert.toType() == TypeKind.DOUBLE) {
                    inDouble.add(name);
                } else if (element instanceof InvokeInstruction call) {
                    String type = call.type().stringValue();
                    waiting.add(
                            call.owner().asInternalName() + "." + call.name().stringValue() + type);
                    if (type.substring(type.indexOf(')')).equals(")D")) {
                        inDouble.add(name);
                    }
                }
            }
        }
        assertEquals(Set.of(), inDouble);
    }

    private static List<byte[]> classFiles(String folder) throws IOException, URISyntaxException {
        Path classes = Path.of(Product.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<byte[]> files = new ArrayList<>();
        try (Stream<Path> all =
                Files.walk(classes.resolve("org/cria/kernels/backend/tornado").resolve(folder))) {
            for (Path file : all.filter(f -> f.toString().endsWith(".class")).toList()) {
                files.add(Files.readAllBytes(file));
            }
        }
        return files;
    }
}
