package org.cria.kernels.backend.tornado.workbench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The code that decides what a device computes, as a number. */
public final class KernelCode {
    /** Every class of the kernels, and those that say with which arguments they run. */
    public static final List<String> CLASSES = List.of(
            "kernel/Attention",
            "kernel/AttentionParts",
            "kernel/AttentionSizes",
            "kernel/Best",
            "kernel/Cache",
            "kernel/CacheKernels",
            "kernel/CachedBlock",
            "kernel/Elementwise",
            "kernel/Embed",
            "kernel/Encoded",
            "kernel/ExpertKernels",
            "kernel/Fill",
            "kernel/GatedProduct",
            "kernel/GeGlu",
            "kernel/JointPanelProduct",
            "kernel/JointProduct",
            "kernel/JointRows",
            "kernel/MatrixProduct",
            "kernel/Norm",
            "kernel/PanelProduct",
            "kernel/Pass",
            "kernel/Product",
            "kernel/QkvProduct",
            "kernel/RmsNorm",
            "kernel/Rope",
            "kernel/Stream",
            "kernel/SwiGlu",
            "kernel/Tables",
            "kernel/Touch",
            "device/DeviceShape",
            "graph/KeepAlive",
            "graph/Upload",
            "lower/AddBiasLowering",
            "lower/AddLowering",
            "lower/AttendLowering",
            "lower/BlendLowering",
            "lower/EmbedLowering",
            "lower/ExpertProductLowering",
            "lower/Fusion",
            "lower/GatedLowering",
            "lower/GeGluLowering",
            "lower/GivenLowering",
            "lower/KernelsByOperator",
            "lower/Launches",
            "lower/Lowered",
            "lower/ProductLowering",
            "lower/QkvLowering",
            "lower/RmsNormLowering",
            "lower/RopeLowering",
            "lower/RouteLowering",
            "lower/ScaleLowering",
            "lower/Scope",
            "lower/SelectOutputsLowering",
            "lower/SoftCapLowering",
            "lower/StoreKvLowering",
            "lower/StrengthenLowering",
            "lower/SwiGluLowering",
            "lower/TurnAndStoreLowering",
            "lower/TurnedAttendLowering",
            "memory/CacheArrays",
            "memory/CachedArrays",
            "memory/Memory",
            "memory/Packing",
            "memory/RotationAngles",
            "memory/Stacks",
            "memory/Vectors");

    private KernelCode() {}

    /** A hash of their compiled code. */
    public static String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            CLASSES.forEach(name -> digest.update(code("/org/cria/kernels/backend/tornado/" + name + ".class")));
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] code(String file) {
        try (InputStream code = KernelCode.class.getResourceAsStream(file)) {
            if (code == null) {
                throw new IllegalStateException("the code of " + file + " is not there");
            }
            return code.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
