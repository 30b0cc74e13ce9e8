package org.cria.emulator.bytecode;

import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/**
 * The method behind a task's method reference or lambda.
 *
 * @param owner      internal name of its class
 * @param name       its name
 * @param descriptor its descriptor
 * @param captured   values of captured variables, which are its first arguments
 * @param loader     where its class file is found
 */
public record KernelMethod(String owner, String name, String descriptor, List<Object> captured, ClassLoader loader) {
    /**
     * Asks a lambda which method it calls, by the form in which it would be serialised.
     *
     * @param code one of {@link uk.ac.manchester.tornado.api.common.TornadoFunctions}
     * @throws RefusedCode when it is not a lambda of a static method
     */
    public static KernelMethod of(Object code) {
        Class<?> type = code.getClass();
        SerializedLambda form;
        try {
            Method replace = type.getDeclaredMethod("writeReplace");
            replace.setAccessible(true);
            form = (SerializedLambda) replace.invoke(code);
        } catch (ReflectiveOperationException | ClassCastException e) {
            String hint = code instanceof Serializable
                    ? "an object of a class. Use a method reference or a lambda."
                    : "compiled against an API whose functions are not serialisable. Compile against the emulator's.";
            throw new RefusedCode(type.getName(), "the task's code is " + hint);
        }
        if (form.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic) {
            throw new RefusedCode(
                    form.getImplClass().replace('/', '.') + "." + form.getImplMethodName(),
                    "a kernel must be a static method, or a lambda that captures no 'this'.");
        }
        List<Object> captured = new ArrayList<>();
        for (int i = 0; i < form.getCapturedArgCount(); i++) {
            captured.add(form.getCapturedArg(i));
        }
        return new KernelMethod(
                form.getImplClass(),
                form.getImplMethodName(),
                form.getImplMethodSignature(),
                captured,
                type.getClassLoader());
    }

    /** Class without package, and method. */
    public String shortName() {
        return owner.substring(owner.lastIndexOf('/') + 1) + "." + name;
    }
}
