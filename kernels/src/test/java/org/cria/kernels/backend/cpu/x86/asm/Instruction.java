package org.cria.kernels.backend.cpu.x86.asm;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of the listing: bytes that GNU as made, and what objdump makes of them ({@code objdump -d -M intel}).
 *
 * @param bytes in hexadecimal
 * @param text the mnemonic, a blank, the operands with commas between them
 */
record Instruction(String bytes, String text) {
    private static final Pattern ADDRESS = Pattern.compile("\\[(\\w+)(?:\\+(r\\w+)\\*(\\d))?(?:([+-])0x([0-9a-f]+))?]");
    private static final Pattern VECTOR = Pattern.compile("([xyz])mm(\\d+)(?:\\{k(\\d)})?(\\{z})?");
    /** Names that differ with the encoding, or are more than one of our methods. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("vpandd", "vpand"),
            Map.entry("vpandnd", "vpandn"),
            Map.entry("vpord", "vpor"),
            Map.entry("vpxord", "vpxor"),
            Map.entry("vmovdqu32", "vmovdqu"),
            Map.entry("vbroadcasti32x4", "vbroadcasti128"),
            Map.entry("vinserti32x4", "vinserti128"),
            Map.entry("vextracti32x4", "vextracti128"));

    static Instruction parse(String line) {
        int blank = line.indexOf(' ');
        return new Instruction(line.substring(0, blank), line.substring(blank + 1));
    }

    /** Without what versions of objdump write differently: how a broadcast and a VEX encoding are told. */
    Instruction inAnyVersion() {
        return new Instruction(
                bytes,
                text.replaceAll("\\w+ (PTR|BCST) |\\{1to\\d+}|\\{vex} ", "").strip());
    }

    /** What the assembler makes of the text, in hexadecimal. */
    String assembled() {
        String plain = text.replace("{vex} vpdpbusd", "vpdpbusdVex");
        String mnemonic = plain.split(" ", 2)[0];
        List<Object> operands = new ArrayList<>();
        if (plain.contains(" ")) {
            for (String operand : plain.split(" ", 2)[1].split(",", -1)) {
                operands.add(operand(operand));
            }
        }
        if (plain.contains("movzx ")) {
            mnemonic = plain.contains("BYTE") ? "movzxByte" : "movzxWord";
        } else if (mnemonic.equals("mov") && plain.matches(".*\\b(eax|r14d)\\b.*")) {
            mnemonic = "movd";
        }
        Assembler assembler = new Assembler();
        if (plain.equals("nop")) {
            assembler.ret();
            assembler.align(2);
            return HexFormat.of().formatHex(assembler.bytes(), 1, 2);
        }
        call(assembler, NAMES.getOrDefault(mnemonic, mnemonic), operands);
        return HexFormat.of().formatHex(assembler.bytes());
    }

    private static void call(Assembler assembler, String name, List<Object> operands) {
        for (Method method : Assembler.class.getMethods()) {
            if (method.getName().equals(name) && matches(method.getParameterTypes(), operands)) {
                try {
                    method.invoke(assembler, operands.toArray());
                    return;
                } catch (IllegalAccessException | InvocationTargetException e) {
                    throw new AssertionError(name + operands, e);
                }
            }
        }
        throw new AssertionError("no method " + name + operands);
    }

    private static boolean matches(Class<?>[] types, List<Object> operands) {
        if (types.length != operands.size()) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            boolean fits =
                    types[i] == int.class ? operands.get(i) instanceof Integer : types[i].isInstance(operands.get(i));
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static Object operand(String text) {
        Matcher address = ADDRESS.matcher(text);
        if (address.find()) {
            return address(address, text);
        }
        Matcher vector = VECTOR.matcher(text);
        if (vector.matches()) {
            int bytes = 16 << "xyz".indexOf(vector.group(1));
            int mask = vector.group(3) == null ? 0 : Integer.parseInt(vector.group(3));
            return new Vec(Integer.parseInt(vector.group(2)), bytes, mask, vector.group(4) != null);
        }
        if (text.matches("k\\d")) {
            return Integer.parseInt(text.substring(1));
        }
        return text.startsWith("0x") ? Integer.decode(text) : gpr(text);
    }

    private static Mem address(Matcher address, String text) {
        int displacement = address.group(5) == null ? 0 : Integer.parseInt(address.group(5), 16);
        Mem mem = new Mem(
                gpr(address.group(1)),
                address.group(2) == null ? null : gpr(address.group(2)),
                address.group(3) == null ? 1 : Integer.parseInt(address.group(3)),
                "-".equals(address.group(4)) ? -displacement : displacement,
                false);
        return text.contains(" BCST ") ? mem.toAllLanes() : mem;
    }

    private static Gpr gpr(String name) {
        String wide = name.startsWith("e") ? "r" + name.substring(1) : name.replaceAll("d$", "");
        return Gpr.valueOf(wide.toUpperCase(Locale.ROOT));
    }
}
