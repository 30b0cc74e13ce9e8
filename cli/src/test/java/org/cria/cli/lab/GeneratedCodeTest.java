package org.cria.cli.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.cria.kernels.lab.KernelFile;
import org.cria.kernels.lab.KernelLoader;
import org.cria.kernels.lab.LoadedKernel;
import org.junit.jupiter.api.Test;

final class GeneratedCodeTest {
    private static final String PRINTED = """
            #pragma OPENCL EXTENSION cl_khr_fp64 : enable
            #pragma OPENCL EXTENSION cl_khr_fp16 : enable
            __kernel void scale(__global uchar *x)
            {
              // BLOCK 0
              f_1  =  f_0 * 2.0F;
            }  //  kernel

            #pragma OPENCL EXTENSION cl_khr_fp64 : enable
            __kernel void load(__global uchar *x)
            {
            }  //  kernel

            #pragma OPENCL EXTENSION cl_khr_fp64 : enable
            __kernel void scale(__global uchar *x)
            {
              f_1  =  f_0 * 3.0F;
            }  //  kernel
            """;

    @Test
    void eachKernelHasItsTextsAndASecondBuildOfOneIsKept() {
        Map<String, List<String>> kernels = GeneratedCode.kernels(PRINTED);
        assertEquals(List.of("scale", "load"), List.copyOf(kernels.keySet()));
        assertEquals(2, kernels.getOrDefault("scale", List.of()).size());
        assertTrue(kernels.toString().contains("#pragma OPENCL EXTENSION cl_khr_fp16"), kernels.toString());
    }

    @Test
    void ptxIsReadToo() {
        String text = ".version 7.6\n.target sm_60\n.visible .entry scale(.param .u64 x) {\n ret;\n}\n";
        Map<String, List<String>> kernels = GeneratedCode.kernels(text + text.replace("ret", "exit"));
        assertEquals(2, kernels.getOrDefault("scale", List.of()).size());
    }

    @Test
    void theLinesOfAKernelStandAboveWhatWasMadeOfThem() {
        KernelFile file = new KernelFile("Mine.java", """
                import org.cria.kernels.backend.tornado.lower.*;
                import org.cria.kernels.program.Step;

                public final class Mine implements DeviceKernel<Step.Add> {
                    public Class<Step.Add> operator() { return Step.Add.class; }
                    public OperatorLowering<Step.Add> lowering() { return null; }

                    static void scale(float[] x) {
                        x[0] *= 2f;
                    }
                }
                """);
        LoadedKernel loaded = KernelLoader.ofThisJvm().load(file);
        String shown = GeneratedCode.beside(loaded, PRINTED, new GpuAssembler(List.of()));
        assertTrue(shown.startsWith("== Mine.java: scale\n\n    9          x[0] *= 2f;\n"), shown);
        assertTrue(shown.contains("-- as generated, 2 of 2"), shown);
        assertTrue(!shown.contains("load"), shown);
    }
}
