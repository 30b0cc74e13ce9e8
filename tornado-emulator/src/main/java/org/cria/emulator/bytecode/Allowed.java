package org.cria.emulator.bytecode;

import java.util.Map;
import java.util.Set;

/** Library methods that kernel code may call, and why not others. */
final class Allowed {
    private static final Set<String> MATH = Set.of(
            "abs", "min", "max", "sqrt", "exp", "log", "pow", "sin", "cos", "tan", "tanh", "atan", "atan2", "floor",
            "ceil", "signum");
    private static final Set<String> UNBOXING =
            Set.of("intValue", "longValue", "floatValue", "doubleValue", "shortValue", "byteValue");
    private static final String VECTORS = "uk/ac/manchester/tornado/api/types/vectors/";
    private static final Map<String, String> WRONG = Map.of(
            "java/lang/Float.intBitsToFloat", "does not build on devices. Decode with shifts and a power of two.",
            "java/lang/Float.floatToRawIntBits", "does not build on devices.",
            "java/lang/Float.floatToIntBits", "does not build on devices.",
            "java/lang/Float.float16ToFloat", "builds and is wrong on devices. Decode with shifts and a power of two.",
            "java/lang/Float.floatToFloat16", "does not work on devices.",
            "java/lang/Math.fma", "does not build on devices. Write a * b + c.");

    private Allowed() {}

    /**
     * Whether a static method of a library is called as it is.
     *
     * @throws RefusedCode when it is known to fail
     */
    static boolean isStatic(String owner, String name, String place) {
        String reason = WRONG.get(owner + "." + name);
        if (reason != null) {
            throw new RefusedCode(place, owner.substring(owner.lastIndexOf('/') + 1) + "." + name + " " + reason);
        }
        return switch (owner) {
            case "uk/ac/manchester/tornado/api/math/TornadoMath", "uk/ac/manchester/tornado/api/types/HalfFloat" ->
                true;
            case String vector when vector.startsWith(VECTORS) -> true;
            case "java/lang/Math" -> MATH.contains(name);
            case "java/lang/Byte", "java/lang/Short" -> name.startsWith("toUnsigned");
            default -> false;
        };
    }

    /** Whether a method of a library object is called as it is. */
    static boolean isVirtual(String owner, String name) {
        return owner.equals("uk/ac/manchester/tornado/api/types/HalfFloat")
                || (owner.startsWith(VECTORS) && !name.equals("toString"))
                || (owner.startsWith("java/lang/") && UNBOXING.contains(name));
    }

    /** Whether a class is of the JDK or the API, so that its code is not copied. */
    static boolean isLibrary(String owner) {
        return owner.startsWith("java/") || owner.startsWith("jdk/") || owner.startsWith("uk/ac/manchester/tornado/");
    }
}
