package org.cria.emulator.bytecode;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.LocalVariableInfo;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.cria.emulator.Omission;
import org.cria.emulator.launch.CompiledKernel;
import org.cria.emulator.launch.Site;
import uk.ac.manchester.tornado.api.annotations.Reduce;

/**
 * Makes the watched copy of a kernel: one hidden class with copies of the kernel's method and of all methods it calls
 * ({@link MethodCopy}), cut at barriers ({@link BarrierSplit}), behind {@link CompiledKernel}.
 */
public final class KernelCompiler {
    private static final MethodTypeDesc RUN = MethodTypeDesc.of(CD_void, Types.ITEM, CD_Object.arrayType());

    /**
     * Kernels with nothing left out, by name and descriptor. Static, yet no state that anyone can see: one class's
     * kernels are always compiled to the same code, which keeps nothing between launches. It goes when the kernel's
     * class goes. Tests make thousands of plans of the same kernels; those of all steps and formats in
     * {@code kernels} took 46 s of processor time without this and 21 s with it (two-core machine).
     */
    private static final ClassValue<Map<String, WatchedKernel>> COMPLETE = new ClassValue<>() {
        @Override
        protected Map<String, WatchedKernel> computeValue(Class<?> owner) {
            return new ConcurrentHashMap<>();
        }
    };

    private final Predicate<Omission.Barrier> omitted;

    /** @param omitted told every barrier that is met; says which to leave out */
    public KernelCompiler(Predicate<Omission.Barrier> omitted) {
        this.omitted = omitted;
    }

    /**
     * Compiles a kernel, or finds it compiled.
     *
     * @throws RefusedCode when devices would not take it or get it wrong
     */
    public WatchedKernel compile(KernelMethod method) {
        Class<?> owner = owner(method);
        WatchedKernel complete = COMPLETE.get(owner)
                .computeIfAbsent(
                        method.name() + method.descriptor(),
                        key -> compile(method, owner.getClassLoader(), b -> false));
        boolean isComplete = true;
        for (Omission.Barrier barrier : complete.barriers()) {
            isComplete &= !omitted.test(barrier);
        }
        return isComplete ? complete : compile(method, owner.getClassLoader(), omitted);
    }

    private static Class<?> owner(KernelMethod method) {
        try {
            return Class.forName(method.owner().replace('/', '.'), false, method.loader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(method.shortName() + ": its class is not where its lambda is", e);
        }
    }

    private static WatchedKernel compile(KernelMethod method, ClassLoader loader, Predicate<Omission.Barrier> omitted) {
        KernelMethods sources = new KernelMethods(loader, omitted);
        MethodSource kernel = sources.add(method.owner(), method.name(), method.descriptor());
        List<ClassDesc> parameters = kernel.method().methodTypeSymbol().parameterList();
        boolean usesContext = parameters.contains(Types.CONTEXT);
        check(sources, kernel, usesContext);
        List<Site> sites = new ArrayList<>();
        ClassFile files = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofClassLoading(KernelCompiler.class.getClassLoader())));
        byte[] copies = files.build(Types.TWIN, type -> twin(type, sources, kernel, sites));
        byte[] split = split(files, copies, sources, kernel.copyName());
        try {
            CompiledKernel compiled = (CompiledKernel) MethodHandles.lookup()
                    .defineHiddenClass(split, true)
                    .lookupClass()
                    .getDeclaredConstructor()
                    .newInstance();
            return new WatchedKernel(
                    compiled,
                    sites,
                    parameterNames(kernel),
                    kernel.loops().size(),
                    usesContext,
                    WrittenParameters.of(kernel, sources),
                    reduced(kernel),
                    sources.barriers());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(method.shortName() + ": the watched copy cannot be loaded", e);
        }
    }

    private static void check(KernelMethods sources, MethodSource kernel, boolean usesContext) {
        for (MethodSource source : sources.all()) {
            if (!source.copyName().equals(kernel.copyName())) {
                checkCalled(source);
            }
        }
        if (OpenClNames.isTaken(kernel.method().methodName().stringValue())) {
            throw new RefusedCode(
                    kernel.name(),
                    "a device has a function of that name, or OpenCL C a keyword; name the method otherwise.");
        }
        if (usesContext && !kernel.loops().isEmpty()) {
            throw new RefusedCode(kernel.name(), "a kernel context and a parallel loop. Use one of them.");
        }
        if (!kernel.method().methodTypeSymbol().returnType().equals(CD_void)) {
            throw new RefusedCode(kernel.name(), "returns a value. A kernel's results are in its arrays.");
        }
    }

    private static void checkCalled(MethodSource called) {
        if (!called.loops().isEmpty()) {
            throw new RefusedCode(
                    called.name(), "a parallel loop in a method that a kernel calls. Only the kernel's own are.");
        }
        for (ClassDesc parameter : called.method().methodTypeSymbol().parameterList()) {
            if (parameter.isArray()) {
                throw new RefusedCode(
                        called.name(),
                        "a " + parameter.displayName() + " handed to a method that a kernel calls. Devices address it"
                                + " there as if it were an object of the JVM, and reach other elements:"
                                + " use local and private arrays in the kernel's own body only.");
            }
        }
    }

    /** Numbers of parameters marked with {@code @Reduce}. */
    private static List<Integer> reduced(MethodSource kernel) {
        List<Integer> numbers = new ArrayList<>();
        kernel.method()
                .findAttribute(Attributes.runtimeVisibleParameterAnnotations())
                .ifPresent(parameters -> {
                    for (int i = 0; i < parameters.parameterAnnotations().size(); i++) {
                        if (parameters.parameterAnnotations().get(i).stream()
                                .anyMatch(annotation -> annotation.classSymbol().equals(Types.desc(Reduce.class)))) {
                            numbers.add(i);
                        }
                    }
                });
        return numbers;
    }

    private static List<String> parameterNames(MethodSource kernel) {
        List<String> names = new ArrayList<>();
        int slot = 0;
        for (ClassDesc parameter : kernel.method().methodTypeSymbol().parameterList()) {
            int wanted = slot;
            names.add(kernel.code().findAttribute(Attributes.localVariableTable()).stream()
                    .flatMap(table -> table.localVariables().stream())
                    .filter(variable -> variable.slot() == wanted && variable.startPc() == 0)
                    .map(LocalVariableInfo::name)
                    .map(Object::toString)
                    .findFirst()
                    .orElse("argument " + names.size()));
            slot += TypeKind.from(parameter).slotSize();
        }
        return names;
    }

    private static void twin(ClassBuilder type, KernelMethods sources, MethodSource kernel, List<Site> sites) {
        type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER).withInterfaceSymbols(Types.COMPILED);
        type.withMethodBody(
                ConstantDescs.INIT_NAME,
                MethodTypeDesc.of(CD_void),
                ClassFile.ACC_PUBLIC,
                code -> code.aload(0)
                        .invokespecial(CD_Object, ConstantDescs.INIT_NAME, MethodTypeDesc.of(CD_void))
                        .return_());
        type.withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, code -> entry(code, kernel));
        for (MethodSource source : sources.all()) {
            type.withMethod(
                    source.copyName(),
                    source.copyType(),
                    ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC,
                    method -> method.transformCode(source.code(), new MethodCopy(source, sources, sites)));
        }
    }

    /** {@code run(item, arguments)}: takes the arguments out of their boxes. */
    private static void entry(CodeBuilder code, MethodSource kernel) {
        List<ClassDesc> parameters = kernel.copyType().parameterList();
        for (int i = 0; i < parameters.size() - 1; i++) {
            ClassDesc type = parameters.get(i);
            if (type.equals(Types.ITEM)) {
                code.aload(1);
                continue;
            }
            code.aload(2).loadConstant(i).aaload();
            if (type.isPrimitive()) {
                unbox(code, TypeKind.from(type));
            } else {
                code.checkcast(type);
            }
        }
        code.aload(1)
                .invokestatic(Types.TWIN, kernel.copyName(), kernel.copyType())
                .return_();
    }

    private static void unbox(CodeBuilder code, TypeKind kind) {
        ClassDesc type = kind.upperBound();
        switch (kind) {
            case BOOLEAN ->
                code.checkcast(ConstantDescs.CD_Boolean)
                        .invokevirtual(ConstantDescs.CD_Boolean, "booleanValue", MethodTypeDesc.of(type));
            case CHAR ->
                code.checkcast(ConstantDescs.CD_Character)
                        .invokevirtual(ConstantDescs.CD_Character, "charValue", MethodTypeDesc.of(type));
            default ->
                code.checkcast(ConstantDescs.CD_Number)
                        .invokevirtual(ConstantDescs.CD_Number, type.displayName() + "Value", MethodTypeDesc.of(type));
        }
    }

    private static byte[] split(ClassFile files, byte[] copies, KernelMethods sources, String kernel) {
        Set<String> suspending = sources.all().stream()
                .filter(MethodSource::suspends)
                .map(MethodSource::copyName)
                .collect(Collectors.toSet());
        if (suspending.isEmpty()) {
            return copies;
        }
        ClassModel model = files.parse(copies);
        return files.transformClass(
                model,
                ClassTransform.transformingMethods(
                        method -> suspending.contains(method.methodName().stringValue()), (builder, element) -> {
                            if (element instanceof CodeModel code) {
                                MethodModel method = code.parent().orElseThrow();
                                boolean isKernel = method.methodName().equalsString(kernel);
                                builder.transformCode(code, new BarrierSplit(method, suspending, isKernel));
                            } else {
                                builder.with(element);
                            }
                        }));
    }
}
