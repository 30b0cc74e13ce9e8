package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Label;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/**
 * Tiles of a product of f32 panels: {@code out[r, c] = Σ_k left[k, r] · right[k, c]}, or that added to what is there. A sum is over k in order,
 * so its bits depend on no size of a tile. All sums of a tile stay in registers: 14 rows by two vectors of AVX-512, 6 rows by two of AVX2,
 * beside two vectors of the right panel and two numbers of the left one.
 *
 * <p>Arguments: the right panel; the first left panel; the first tile's result; depth | tiles · 2³², at least 1 each; bytes from row to row of
 * results | from left panel to left panel · 2³²; whether results are added to.
 */
final class FloatTileKernel {
    static final int VECTORS = 2;

    private static final Gpr RIGHT = Registers.ADDRESS;
    private static final Gpr LEFT = Registers.IN;
    private static final Gpr OUT = Registers.OUT;
    private static final Gpr DEPTH = Registers.FIRST;
    private static final Gpr ROW_STRIDE = Registers.SECOND;
    private static final Gpr ADDS = Registers.THIRD;
    private static final Gpr TILES = Gpr.R10;
    private static final Gpr PANEL_STRIDE = Gpr.R11;
    private static final Gpr FACTOR = Gpr.RAX;
    private static final Gpr VECTOR = Gpr.RBX;
    private static final Gpr COUNT = Gpr.RBP;

    private final Assembler a = new Assembler();
    private final boolean wide;
    private final int rows;
    private final int vectors;

    private FloatTileKernel(boolean wide, int rows, int vectors) {
        this.wide = wide;
        this.rows = rows;
        this.vectors = vectors;
    }

    /** Rows of the largest tile. */
    static int mostRows(boolean wide) {
        return wide ? 14 : 6;
    }

    /** Floats from one product's factors to the next one's in a left panel. */
    static int leftPitch(boolean wide) {
        return wide ? 16 : 8;
    }

    /** Floats of a vector. */
    static int lanes(boolean wide) {
        return wide ? 16 : 8;
    }

    /**
     * Code.
     *
     * @param wide whether vectors have 512 bits
     * @param vectors of the right panel that are multiplied, 1 or 2; there are two in any case
     */
    static byte[] assemble(boolean wide, int rows, int vectors) {
        FloatTileKernel kernel = new FloatTileKernel(wide, rows, vectors);
        kernel.all();
        return kernel.a.bytes();
    }

    private void all() {
        a.push(VECTOR);
        a.push(COUNT);
        NumberPair.split(a, DEPTH, TILES);
        NumberPair.split(a, ROW_STRIDE, PANEL_STRIDE);
        Label tile = new Label();
        a.bind(tile);
        a.mov(FACTOR, LEFT);
        a.mov(VECTOR, RIGHT);
        a.mov(COUNT, DEPTH);
        for (int sum = 0; sum < rows * vectors; sum++) {
            a.vpxor(register(sum), register(sum), register(sum));
        }
        Label step = new Label();
        a.align(64);
        a.bind(step);
        step();
        a.add(FACTOR, Float.BYTES * leftPitch(wide));
        a.add(VECTOR, bytes() * VECTORS);
        a.sub(COUNT, 1);
        a.jne(step);
        store();
        a.add(LEFT, PANEL_STRIDE);
        a.sub(TILES, 1);
        a.jne(tile);
        a.pop(COUNT);
        a.pop(VECTOR);
        a.vzeroupper();
        a.ret();
    }

    private void step() {
        int most = mostRows(wide) * VECTORS;
        for (int v = 0; v < vectors; v++) {
            a.vmovdqu(register(most + v), VECTOR.at(v * bytes()));
        }
        for (int r = 0; r < rows; r++) {
            Vec factor = register(most + VECTORS + r % 2);
            a.vbroadcastss(factor, FACTOR.at(Float.BYTES * r));
            for (int v = 0; v < vectors; v++) {
                a.vfmadd231ps(sum(r, v), factor, register(most + v));
            }
        }
    }

    private void store() {
        Label adds = new Label();
        Label done = new Label();
        a.test(ADDS, ADDS);
        a.jne(adds);
        store(false);
        a.jmp(done);
        a.bind(adds);
        store(true);
        a.bind(done);
    }

    private void store(boolean adds) {
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                if (adds) {
                    a.vaddps(sum(r, v), sum(r, v), OUT.at(v * bytes()));
                }
                a.vmovdqu(OUT.at(v * bytes()), sum(r, v));
            }
            a.add(OUT, ROW_STRIDE);
        }
    }

    private int bytes() {
        return Float.BYTES * lanes(wide);
    }

    private Vec sum(int row, int vector) {
        return register(row * vectors + vector);
    }

    private Vec register(int number) {
        return wide ? Vec.zmm(number) : Vec.ymm(number);
    }
}
