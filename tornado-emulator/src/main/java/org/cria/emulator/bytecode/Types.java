package org.cria.emulator.bytecode;

import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cria.emulator.launch.Cells;
import org.cria.emulator.launch.CompiledKernel;
import org.cria.emulator.launch.DeviceBuffer;
import org.cria.emulator.launch.DeviceMatrix;
import org.cria.emulator.launch.WorkItem;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.HalfFloat;

/** Which types the copy of a kernel uses in place of the kernel's own. */
final class Types {
    static final ClassDesc TWIN = ClassDesc.of(Types.class.getPackageName(), "Twin");
    static final ClassDesc ITEM = desc(WorkItem.class);
    static final ClassDesc BUFFER = desc(DeviceBuffer.class);
    static final ClassDesc CELLS = desc(Cells.class);
    static final ClassDesc COMPILED = desc(CompiledKernel.class);
    static final ClassDesc CONTEXT = desc(KernelContext.class);
    static final ClassDesc HALF = desc(HalfFloat.class);

    private static final String ARRAYS = "uk.ac.manchester.tornado.api.types.arrays";
    /** Element names in the accessors of {@link DeviceBuffer}, by TornadoVM's array class. */
    private static final Map<String, String> ELEMENTS = Map.of(
            "FloatArray", "Float",
            "IntArray", "Int",
            "ByteArray", "Byte",
            "Int8Array", "Byte",
            "ShortArray", "Short",
            "HalfFloatArray", "Half",
            "LongArray", "Long",
            "DoubleArray", "Double");

    static final ClassDesc MATRIX = desc(DeviceMatrix.class);
    private static final String VECTORS = "uk.ac.manchester.tornado.api.types.vectors";
    private static final String COLLECTIONS = "uk.ac.manchester.tornado.api.types.collections";
    private static final String MATRICES = "uk.ac.manchester.tornado.api.types.matrix";
    private static final Pattern COLLECTION = Pattern.compile("Vector(Float|Int|Double|Half)(2|3|4|8|16|)");
    private static final Pattern MATRIX_NAME = Pattern.compile("Matrix[23]D(Float|Int|Double)");

    private static final Set<ClassDesc> AS_THEY_ARE = Set.of(
            HALF,
            ConstantDescs.CD_Integer,
            ConstantDescs.CD_Long,
            ConstantDescs.CD_Float,
            ConstantDescs.CD_Double,
            ConstantDescs.CD_Short,
            ConstantDescs.CD_Byte);

    private Types() {}

    static ClassDesc desc(Class<?> type) {
        return ClassDesc.ofDescriptor(type.descriptorString());
    }

    /** {@code Float} for {@code FloatArray}; empty for other classes. */
    static Optional<String> element(ClassDesc type) {
        return type.isClassOrInterface() && type.packageName().equals(ARRAYS)
                ? Optional.ofNullable(ELEMENTS.get(type.displayName()))
                : Optional.empty();
    }

    /** A vector in registers, as {@code Float4}. */
    static boolean isVector(ClassDesc type) {
        return type.isClassOrInterface() && type.packageName().equals(VECTORS);
    }

    /** {@code Float} and 4 for {@code VectorFloat4}, {@code Float} and 1 for {@code VectorFloat}. */
    static Optional<Elements> collection(ClassDesc type) {
        if (!type.isClassOrInterface() || !type.packageName().equals(COLLECTIONS)) {
            return Optional.empty();
        }
        Matcher name = COLLECTION.matcher(type.displayName());
        return name.matches()
                ? Optional.of(
                        new Elements(name.group(1), name.group(2).isEmpty() ? 1 : Integer.parseInt(name.group(2))))
                : Optional.empty();
    }

    /** {@code Float} for {@code Matrix2DFloat}. */
    static Optional<String> matrix(ClassDesc type) {
        if (!type.isClassOrInterface() || !type.packageName().equals(MATRICES)) {
            return Optional.empty();
        }
        Matcher name = MATRIX_NAME.matcher(type.displayName());
        return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
    }

    /**
     * What a collection holds.
     *
     * @param kind  as in the accessors of {@link DeviceBuffer}
     * @param width numbers of a vector
     */
    record Elements(String kind, int width) {}

    /** The copy's type; empty when kernels cannot have values of this type. */
    static Optional<ClassDesc> copy(ClassDesc type) {
        if (type.isPrimitive() || AS_THEY_ARE.contains(type) || isVector(type)) {
            return Optional.of(type);
        }
        if (type.isArray()
                && (type.componentType().isPrimitive() || type.componentType().equals(HALF))) {
            return Optional.of(CELLS);
        }
        if (type.equals(CONTEXT)) {
            return Optional.of(ITEM);
        }
        if (matrix(type).isPresent()) {
            return Optional.of(MATRIX);
        }
        return element(type).isPresent() || collection(type).isPresent() ? Optional.of(BUFFER) : Optional.empty();
    }

    /** The copy's descriptor: the parameters, then the work-item. */
    static MethodTypeDesc copy(MethodTypeDesc type, String place) {
        List<ClassDesc> parameters = new ArrayList<>();
        for (ClassDesc parameter : type.parameterList()) {
            parameters.add(copyOrRefuse(parameter, place));
        }
        parameters.add(ITEM);
        return MethodTypeDesc.of(copyOrRefuse(type.returnType(), place), parameters);
    }

    private static ClassDesc copyOrRefuse(ClassDesc type, String place) {
        return copy(type)
                .orElseThrow(
                        () -> new RefusedCode(
                                place,
                                "a value of type " + type.displayName()
                                        + ". Devices take TornadoVM's arrays, the kernel context and numbers; a record reads as zeros there."));
    }

    /** The slot after the parameters. */
    static int parameterSlots(List<ClassDesc> parameters) {
        return parameters.stream()
                .mapToInt(type -> TypeKind.from(type).slotSize())
                .sum();
    }
}
