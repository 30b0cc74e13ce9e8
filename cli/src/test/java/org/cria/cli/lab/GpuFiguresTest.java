package org.cria.cli.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cria.kernels.CriaException;
import org.junit.jupiter.api.Test;

final class GpuFiguresTest {
    private static final String PTX = """
            .version 8.0
            .visible .entry scale(.param .u64 x)
            {
              ld.param.u64 rd1, [x];
              ld.global.f32 f1, [rd1];
              ld.global.nc.v4.f32 {f1, f2, f3, f4}, [rd1];
              ld.v2.u32 {r1, r2}, [rd1+8];
              ld.shared.f32 f1, [rd2];
              ld.global.u8 r3, [rd1+1];
              st.global.v4.f32 [rd1], {f1, f2, f3, f4};
            }
            """;
    private static final String VERBOSE = """
            ptxas info    : 0 bytes gmem
            ptxas info    : Compiling entry function 'scale' for 'sm_90'
            ptxas info    : Function properties for scale
                16 bytes stack frame, 12 bytes spill stores, 8 bytes spill loads
            ptxas info    : Used 40 registers, used 1 barriers, 8192 bytes smem, 500 bytes cmem[0]
            """;

    @Test
    void registersSpillsAndWidthsOfLoadsAreRead() {
        assertEquals(
                "sm_90: 40 registers, 20 bytes spilled, 8192 bytes of local memory (a multiprocessor holds 1632 of 2048"
                        + " work-items by registers, 28 groups by local memory); loads: 1 of 8 bits, 0 of 16 bits,"
                        + " 1 of 32 bits, 1 of 64 bits, 1 of 128 bits",
                GpuFigures.of("sm_90", PTX, VERBOSE).text());
    }

    @Test
    void whatCannotBeToldIsSaidForEachGpu() {
        GpuAssembler assembler = new GpuAssembler(List.of("sm_75", "sm_90"));
        String lines = assembler.lines("__kernel void scale(__global uchar *x) {}");
        assertEquals(2, lines.lines().count(), lines);
        assertTrue(lines.startsWith("-- sm_75: OpenCL C is compiled by the GPU's driver;"), lines);
        assertEquals("", new GpuAssembler(List.of()).lines(PTX));
    }

    @Test
    void aNameThatIsNoGpuIsRefused() {
        assertEquals(
                "--gpu names 'H200', expected names such as sm_75,sm_86,sm_90.",
                assertThrows(CriaException.class, () -> new GpuAssembler(List.of("sm_75", "H200")))
                        .getMessage());
    }

    @Test
    void wordsCommentsAndHeadingsStandOutAndNothingIsLost() {
        String code = "== Mine.java: scale\n\n  9  float x = 2f; // two $\\ \n__global__ void scale()\n.version 8.0\n";
        String coloured = CodeColours.of(code);
        assertEquals(code, coloured.replaceAll("\033\\[[0-9;]*m", ""));
        assertTrue(coloured.contains("\033[1;35m== Mine.java: scale\033[0m"), coloured);
        assertTrue(coloured.contains("\033[36mfloat\033[0m x = 2f; \033[2m// two $\\ \033[0m"), coloured);
    }
}
