package org.cria.emulator.bytecode;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.cria.emulator.Omission;
import org.jspecify.annotations.Nullable;

/** A kernel's method and all methods it calls, read from their class files. */
final class KernelMethods {
    private static final String CONTEXT = "uk/ac/manchester/tornado/api/KernelContext";

    private static final Set<String> SUBGROUP = Set.of("simdSum", "simdShuffleDown", "simdBroadcastFirst");

    private final ClassLoader loader;
    private final Predicate<Omission.Barrier> omitted;
    private final Map<String, ClassModel> classes = new HashMap<>();
    private final Map<String, MethodSource> methods = new LinkedHashMap<>();
    private final Set<String> open = new LinkedHashSet<>();
    private final List<Omission.Barrier> barriers = new ArrayList<>();

    KernelMethods(ClassLoader loader, Predicate<Omission.Barrier> omitted) {
        this.loader = loader;
        this.omitted = omitted;
    }

    /** What is called comes before what calls it. */
    Collection<MethodSource> all() {
        return methods.values();
    }

    /** All barriers met, in the order of reading. */
    List<Omission.Barrier> barriers() {
        return barriers;
    }

    ClassLoader loader() {
        return loader;
    }

    /** The method, or null when it is not kernel code. */
    @Nullable
    MethodSource find(String owner, String name, String descriptor) {
        return methods.get(owner + "." + name + descriptor);
    }

    /** Reads a method and what it calls. */
    MethodSource add(String owner, String name, String descriptor) {
        String key = owner + "." + name + descriptor;
        MethodSource known = methods.get(key);
        if (known != null) {
            return known;
        }
        ClassModel type = classes.computeIfAbsent(owner, this::read);
        String shortName = owner.substring(owner.lastIndexOf('/') + 1) + "." + name;
        if (!open.add(key)) {
            throw new RefusedCode(shortName, "calls itself. Devices have no stack: write a loop.");
        }
        MethodModel method = type.methods().stream()
                .filter(m -> m.methodName().equalsString(name) && m.methodType().equalsString(descriptor))
                .findFirst()
                .orElseThrow(() -> new RefusedCode(shortName, "is not declared in " + owner.replace('/', '.') + "."));
        MethodSource source = source(type, method, shortName, methods.size() + open.size());
        open.remove(key);
        methods.put(key, source);
        return source;
    }

    private MethodSource source(ClassModel type, MethodModel method, String name, int number) {
        CodeAttribute code = method.findAttribute(Attributes.code())
                .filter(c -> method.flags().has(AccessFlag.STATIC))
                .orElseThrow(() -> new RefusedCode(name, "is not a static method with code."));
        if (!method.methodTypeSymbol().parameterList().isEmpty()
                && code.findAttribute(Attributes.localVariableTable()).isEmpty()) {
            throw new RefusedCode(name, "was compiled without a table of local variables. Compile kernels with -g.");
        }
        List<Boolean> left = new ArrayList<>();
        boolean calleeSuspends = false;
        for (CodeElement element : code) {
            if (element instanceof InvokeInstruction call) {
                String owner = call.owner().asInternalName();
                if (isBarrier(call)) {
                    Omission.Barrier barrier = new Omission.Barrier(fullName(type, method), left.size());
                    barriers.add(barrier);
                    left.add(omitted.test(barrier));
                } else if (isSubgroup(call)) {
                    calleeSuspends = true;
                } else if (call.opcode() == Opcode.INVOKESTATIC && !Allowed.isLibrary(owner)) {
                    calleeSuspends |= add(
                                    owner,
                                    call.name().stringValue(),
                                    call.type().stringValue())
                            .suspends();
                }
            }
        }
        return new MethodSource(
                type,
                method,
                code,
                name,
                "m" + number + "$" + method.methodName().stringValue().replace('$', '_'),
                Types.copy(method.methodTypeSymbol(), name),
                ParallelLoop.of(code, name),
                left,
                calleeSuspends || left.contains(false));
    }

    /** Class and method, with the types of parameters where several methods have this name. */
    private static String fullName(ClassModel type, MethodModel method) {
        long sameName = type.methods().stream()
                .filter(m -> m.methodName().equals(method.methodName()))
                .count();
        return type.thisClass().asInternalName().replace('/', '.') + "."
                + method.methodName().stringValue()
                + (sameName > 1 ? method.methodTypeSymbol().displayDescriptor() : "");
    }

    static boolean isBarrier(InvokeInstruction call) {
        return call.owner().asInternalName().equals(CONTEXT)
                && call.name().stringValue().endsWith("Barrier");
    }

    /** Whether a call exchanges values in a subgroup, and so waits for it. */
    static boolean isSubgroup(InvokeInstruction call) {
        return call.owner().asInternalName().equals(CONTEXT)
                && SUBGROUP.contains(call.name().stringValue());
    }

    private ClassModel read(String owner) {
        try (InputStream file = loader.getResourceAsStream(owner + ".class")) {
            if (file == null) {
                throw new RefusedCode(owner.replace('/', '.'), "its class file is not on the class path.");
            }
            return ClassFile.of().parse(file.readAllBytes());
        } catch (IOException e) {
            throw new RefusedCode(owner.replace('/', '.'), "its class file cannot be read: " + e.getMessage());
        }
    }

    /** The source file's name. */
    static String file(ClassModel type) {
        return type.findAttribute(Attributes.sourceFile())
                .map(SourceFileAttribute::sourceFile)
                .map(Object::toString)
                .orElse(type.thisClass().asInternalName());
    }
}
