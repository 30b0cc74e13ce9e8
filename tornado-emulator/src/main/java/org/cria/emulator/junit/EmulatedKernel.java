package org.cria.emulator.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.cria.emulator.lint.LintRule;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Plans that the test makes run on an emulator of its own, every access watched: what it finds fails the test, with
 * the kernel's line at the head of the failure's trace. A parameter of type {@link org.cria.emulator.Emulator} is that
 * emulator. On a class it holds for all its tests.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(EmulatedKernelExtension.class)
public @interface EmulatedKernel {
    /** Classes whose kernels a {@link org.cria.emulator.lint.Lint} looks at before the test; what it finds fails it. */
    Class<?>[] lint() default {};

    /** Rules of the lint that are left out. */
    LintRule[] without() default {};

    /** Whether accesses are watched; without, only bounds, refused code and rules of graphs are, in half the time. */
    boolean watching() default true;
}
