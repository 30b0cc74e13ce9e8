package org.cria.emulator.graph;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.util.Optional;
import java.util.Set;
import org.cria.emulator.launch.DeviceBuffer;
import org.cria.emulator.launch.DeviceMatrix;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** The array behind what TornadoVM makes of arrays: collections of vectors, and matrices. */
final class Storage {
    private static final String TYPES = "uk.ac.manchester.tornado.api.types.";
    private static final Set<String> PACKAGES = Set.of(TYPES + "collections", TYPES + "matrix");

    private Storage() {}

    /** The array itself, or what a collection or matrix keeps its numbers in; empty for other objects. */
    static Optional<TornadoNativeArray> of(@Nullable Object value) {
        if (value instanceof TornadoNativeArray array) {
            return Optional.of(array);
        }
        return value != null && PACKAGES.contains(value.getClass().getPackageName())
                ? Optional.of((TornadoNativeArray) field(value, "storage"))
                : Optional.empty();
    }

    static boolean isMatrix(Object value) {
        return value.getClass().getPackageName().equals(TYPES + "matrix");
    }

    /** A matrix as kernels have it. */
    static DeviceMatrix onDevice(Object matrix, DeviceBuffer numbers) {
        boolean isDeep = matrix.getClass().getSimpleName().startsWith("Matrix3D");
        return new DeviceMatrix(
                numbers,
                (int) field(matrix, "rows"),
                (int) field(matrix, "columns"),
                isDeep ? (int) field(matrix, "depth") : 1);
    }

    /** Private, since TornadoVM's classes have no public method for it. */
    private static Object field(Object owner, String name) {
        try {
            Field field = owner.getClass().getDeclaredField(name);
            return MethodHandles.privateLookupIn(owner.getClass(), MethodHandles.lookup())
                    .unreflectVarHandle(field)
                    .get(owner);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(owner.getClass().getName() + " has no field '" + name + "'", e);
        }
    }
}
