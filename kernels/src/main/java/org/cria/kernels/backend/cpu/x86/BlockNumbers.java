package org.cria.kernels.backend.cpu.x86;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Operand;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/**
 * An fp16 number of each of eight small blocks, as eight lanes of f32. They lie apart: AVX-512 picks those of 64 bytes with
 * one permutation, AVX2 blends a lane from each of eight loads.
 */
final class BlockNumbers {
    private static final int BLOCKS = 8;

    private final Lanes lanes;
    private final Assembler a;
    private final int stride;
    private final int offset;
    /** Blocks whose numbers are in one load. */
    private final int together;

    private final List<Vec> indices = new ArrayList<>();
    private final Operand lowHalves;

    /**
     * Numbers of blocks.
     *
     * @param stride bytes of a block
     * @param offset of the number in its block
     */
    BlockNumbers(Lanes lanes, int stride, int offset) {
        this.lanes = lanes;
        this.a = lanes.assembler();
        this.stride = stride;
        this.offset = offset;
        this.together = 3 * stride + offset + Short.BYTES <= Constants.BYTES ? 4 : 2;
        if (lanes.wide()) {
            for (int first = 0; first < BLOCKS; first += together) {
                Vec index = index(first);
                indices.add(index);
                a.mov(Gpr.RAX, ((1 << 2 * together) - 1) << 2 * first);
                a.kmovq(1 + first / together, Gpr.RAX);
            }
            lowHalves = lanes.d();
        } else {
            lowHalves = lanes.constant(Constants.bytes(i -> i % 16 < 8 ? i % 16 / 2 * 4 + i % 2 : 0));
        }
    }

    /** Where the load begins that has the numbers of {@code together} blocks from {@code first} on: within the group. */
    private int loadStart(int first) {
        return Math.min(first * stride, BLOCKS * stride - Constants.BYTES);
    }

    private Vec index(int first) {
        int shifted = first * stride - loadStart(first);
        int previous = first - together;
        return previous >= 0 && previous * stride - loadStart(previous) == shifted
                ? indices.getLast()
                : lanes.index(Constants.bytes(i -> i / 2 % together * stride + i % 2 + offset + shifted));
    }

    /** Loads them. */
    void load(Gpr w, Vec to) {
        if (lanes.wide()) {
            for (int first = 0; first < BLOCKS; first += together) {
                Vec target = first == 0 ? to.z() : to.z().merging(1 + first / together);
                a.vpermb(target, indices.get(first / together), w.at(loadStart(first)));
            }
        } else {
            a.vmovdqu(to, w.at(offset));
            for (int b = 1; b < BLOCKS; b++) {
                a.vpblendd(to, to, w.at(offset + b * stride - Integer.BYTES * b), 1 << b);
            }
            a.vpshufb(to, to, lowHalves);
            a.vpermq(to, to, 0x08);
        }
        a.vcvtph2ps(to, to.x());
    }
}
