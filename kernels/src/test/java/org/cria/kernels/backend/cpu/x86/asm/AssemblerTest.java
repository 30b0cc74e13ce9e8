package org.cria.kernels.backend.cpu.x86.asm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every encoding against GNU binutils: as it was written down, and as the machine's own objdump reads it now. */
final class AssemblerTest {
    private static final Pattern LINE = Pattern.compile("\\s*[0-9a-f]+:\\t((?:[0-9a-f]{2} )+)\\s*\\t?(.*)");

    @Test
    void everyInstructionOfTheListingHasItsBytes() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Instruction instruction : listing()) {
            if (!instruction.assembled().equals(instruction.bytes())) {
                wrong.add(instruction + " but " + instruction.assembled());
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void theDisassemblerReadsWhatTheListingSays(@TempDir Path folder) throws Exception {
        assumeTrue(installed("objdump"), "objdump is not installed");
        List<Instruction> listing = listing();
        StringBuilder all = new StringBuilder();
        listing.forEach(instruction -> all.append(instruction.assembled()));
        Path file = folder.resolve("code");
        Files.write(file, HexFormat.of().parseHex(all));
        Process objdump = new ProcessBuilder(
                        "objdump",
                        "-D",
                        "-b",
                        "binary",
                        "-m",
                        "i386:x86-64",
                        "-M",
                        "intel",
                        "-w",
                        "--insn-width=16",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(objdump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, objdump.waitFor(), output);
        List<Instruction> read = output.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(line -> new Instruction(
                        line.group(1).replace(" ", ""),
                        line.group(2).replaceAll("\\s+", " ").strip()))
                .toList();
        assertEquals(
                listing.stream().map(Instruction::inAnyVersion).toList(),
                read.stream().map(Instruction::inAnyVersion).toList());
    }

    @Test
    void theListingNamesEveryInstruction() throws IOException {
        String texts =
                String.join("\n", listing().stream().map(Instruction::text).toList());
        Set<String> missing = new TreeSet<>();
        for (Method method : Assembler.class.getMethods()) {
            if (method.getDeclaringClass() != Object.class) {
                missing.add(method.getName());
            }
        }
        missing.removeIf(name -> texts.matches("(?s)(.*\n)?" + name + "[ \n].*"));
        // What is no instruction, has another name there, or is a jump: see the other tests.
        missing.removeAll(Set.of(
                "align",
                "bind",
                "bytes",
                "data",
                "emit",
                "length",
                "of2",
                "of3",
                "shift",
                "movd",
                "movzxByte",
                "movzxWord"));
        missing.removeAll(Set.of("vpdpbusdVex", "call", "jmp", "je", "jne", "jb", "jae"));
        assertEquals(Set.of(), missing);
    }

    @Test
    void jumpsReachTheirLabelsInBothDirections() {
        Assembler a = new Assembler();
        Label back = new Label();
        Label ahead = new Label();
        a.bind(back);
        a.je(ahead);
        a.jmp(back);
        a.jb(ahead);
        a.lea(Gpr.R10, ahead);
        a.lea(Gpr.RDX, back);
        a.call(back);
        a.bind(ahead);
        a.jne(back);
        a.jae(back);
        assertArrayEquals(
                HexFormat.of()
                        .parseHex("0f841e000000" + "e9f5ffffff" + "0f8213000000" + "4c8d150c000000" + "488d15e1ffffff"
                                + "e8dcffffff"
                                + "0f85d6ffffff" + "0f83d0ffffff"),
                a.bytes());
        assertThrows(IllegalStateException.class, () -> a.bind(back));
    }

    @Test
    void whatCannotBeEncodedIsRefused() {
        Assembler a = new Assembler();
        assertThrows(IllegalArgumentException.class, () -> a.vpsignb(Vec.zmm(1), Vec.zmm(2), Vec.zmm(3)));
        assertThrows(
                IllegalArgumentException.class,
                () -> a.vpaddb(Vec.ymm(1), Vec.ymm(2), Gpr.RSI.at(0).toAllLanes()));
        assertThrows(IllegalArgumentException.class, () -> Gpr.RSI.at(Gpr.RSP, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> Vec.ymm(32));
    }

    private static List<Instruction> listing() throws IOException {
        try (InputStream in = Objects.requireNonNull(AssemblerTest.class.getResourceAsStream("listing.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Instruction::parse)
                    .toList();
        }
    }

    private static boolean installed(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
