package org.cria.emulator.bytecode;

import java.util.List;
import java.util.Set;

/**
 * Names that OpenCL C has taken. TornadoVM names a kernel's function after the Java method, so for a kernel of such a
 * name {@code clCreateKernel} fails (-46) and the run crashes afterwards. The list has what a Java method may be called.
 *
 * @see <a href="https://registry.khronos.org/OpenCL/specs/3.0-unified/html/OpenCL_C.html">The OpenCL C specification</a>
 */
public final class OpenClNames {
    private static final Set<String> KEYWORDS = words("""
            auto register signed unsigned sizeof struct union typedef inline extern restrict
            bool half uchar ushort uint ulong quad complex imaginary size_t ptrdiff_t intptr_t uintptr_t event_t
            sampler_t queue_t ndrange_t clk_event_t reserve_id_t image1d_t image2d_t image3d_t
            kernel global local private constant generic read_only write_only read_write uniform pipe
            """);

    private static final Set<String> MATHS = words("""
            acos acosh acospi asin asinh asinpi atan atan2 atanh atanpi atan2pi cbrt ceil copysign cos cosh cospi erfc
            erf exp exp2 exp10 expm1 fabs fdim floor fma fmax fmin fmod fract frexp hypot ilogb ldexp lgamma lgamma_r
            log log2 log10 log1p logb mad maxmag minmag modf nan nextafter pow pown powr remainder remquo rint rootn
            round rsqrt sin sincos sinh sinpi sqrt tan tanh tanpi tgamma trunc
            """);

    private static final Set<String> NUMBERS_AND_VECTORS = words("""
            clamp degrees max min mix radians step smoothstep sign
            cross dot distance length normalize fast_distance fast_length fast_normalize
            isequal isnotequal isgreater isgreaterequal isless islessequal islessgreater isfinite isinf isnan isnormal
            isordered isunordered signbit any all bitselect select
            abs abs_diff add_sat hadd rhadd clz ctz mad_hi mad_sat mul_hi rotate sub_sat upsample popcount mad24 mul24
            vec_step shuffle shuffle2
            """);

    private static final Set<String> WORK_ITEMS = words("""
            get_work_dim get_global_size get_global_id get_local_size get_enqueued_local_size get_local_id
            get_num_groups get_group_id get_global_offset get_global_linear_id get_local_linear_id
            barrier work_group_barrier sub_group_barrier mem_fence read_mem_fence write_mem_fence
            async_work_group_copy async_work_group_strided_copy wait_group_events prefetch printf
            """);

    /** Families of functions: half_sin, native_exp, vload4, vstore_half, convert_int, as_float, atomic_add, ... */
    private static final List<String> FAMILIES = List.of(
            "half_",
            "native_",
            "vload",
            "vstore",
            "convert_",
            "as_",
            "atomic_",
            "atom_",
            "read_image",
            "write_image",
            "get_image_",
            "work_group_",
            "sub_group_",
            "get_sub_group_",
            "get_fence",
            "to_global",
            "to_local");

    private static final String VECTORS = "(char|uchar|short|ushort|int|uint|long|ulong|float|double|half)(2|3|4|8|16)";

    private OpenClNames() {}

    private static Set<String> words(String list) {
        return Set.of(list.strip().split("\\s+"));
    }

    /** Whether a kernel cannot have this name. */
    public static boolean isTaken(String name) {
        return KEYWORDS.contains(name)
                || MATHS.contains(name)
                || NUMBERS_AND_VECTORS.contains(name)
                || WORK_ITEMS.contains(name)
                || FAMILIES.stream().anyMatch(name::startsWith)
                || name.matches(VECTORS);
    }
}
