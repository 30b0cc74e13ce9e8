package org.cria.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people have when they have unpacked an archive of TornadoVM's, whole and damaged, and what they are told about it. The layouts are
 * those of the public documentation (docs/adr/0010).
 */
final class SdkArchivesTest {
    private static final String JARS = "share/java/tornado/";

    /** Makes an archive's folder. */
    @FunctionalInterface
    interface Tree {
        void in(Path home) throws IOException;
    }

    /** Folders that Cria runs with, on a JDK. */
    record Whole(String name, int jdk, String version, String backends, Tree tree) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Whole> whole() {
        return List.of(
                new Whole(
                        "OpenCL, 5.2",
                        25,
                        "5.2.0-jdk25",
                        "opencl",
                        home -> FakeSdk.released(home, "5.2.0-jdk25", "opencl")),
                new Whole(
                        "CUDA, 5.2", 25, "5.2.0-jdk25", "cuda", home -> FakeSdk.released(home, "5.2.0-jdk25", "cuda")),
                new Whole("PTX, 5.2", 25, "5.2.0-jdk25", "ptx", home -> FakeSdk.released(home, "5.2.0-jdk25", "ptx")),
                new Whole(
                        "all backends, 5.2",
                        25,
                        "5.2.0-jdk25",
                        "opencl,ptx,spirv,cuda",
                        home -> FakeSdk.released(home, "5.2.0-jdk25", "opencl,ptx,spirv,cuda")),
                new Whole(
                        "OpenCL, 6.0",
                        25,
                        "6.0.0",
                        "opencl",
                        home -> FakeSdk.foreign(home, "6.0.0-jdk22plus", "opencl", 22, false, FakeSdk.BEFORE_27)
                                .with("lib/libtornado-opencl.so", "library")),
                new Whole(
                        "CUDA, 7.0",
                        26,
                        "7.0.0",
                        "cuda",
                        home -> FakeSdk.foreign(home, "7.0.0-jdk22plus", "cuda", 22, false, FakeSdk.BEFORE_27)
                                .with("lib/libtornado-cutlass.so", "library")),
                new Whole(
                        "two backends, 8.2",
                        27,
                        "8.2.0",
                        "opencl,cuda",
                        home -> FakeSdk.foreign(home, "8.2.0", "opencl,cuda", 21, false, FakeSdk.FROM_27)),
                new Whole(
                        "Metal, 8.2, without its JDKs",
                        25,
                        "8.2.0",
                        "metal",
                        home -> FakeSdk.foreign(home, "8.2.0", "metal", 21, false, FakeSdk.FROM_27)
                                .without("etc/tornado.jdk")),
                new Whole(
                        "signs that are no UTF-8",
                        25,
                        "5.2.0-jdk25",
                        "opencl",
                        home -> Files.write(
                                FakeSdk.in(home).home().resolve("etc/tornado.release"),
                                "branch=Zürich\r\nversion=5.2.0-jdk25\r\n".getBytes(StandardCharsets.ISO_8859_1))));
    }

    /** Folders that it does not run with on JDK 25, and the sentence after the folder's name. */
    record Refused(String name, String sentence, Tree tree) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Refused> refused() {
        return List.of(
                new Refused(
                        "empty",
                        "has no list of backends in etc/tornado.backend: it is no SDK, or a part of one.",
                        home -> {}),
                new Refused(
                        "without backends",
                        "has no list of backends in etc/tornado.backend: it is no SDK, or a part of one.",
                        home -> FakeSdk.in(home).with("etc/tornado.backend", "tornado.backends=\n")),
                new Refused(
                        "without driver",
                        "has no share/java/tornado/tornado-drivers-opencl-*.jar for its backend opencl: it is no SDK, or a part of one.",
                        home -> FakeSdk.in(home).without(JARS + "tornado-drivers-opencl-5.2.0-jdk25.jar")),
                new Refused(
                        "without its second driver",
                        "has no share/java/tornado/tornado-drivers-cuda-*.jar for its backend cuda: it is no SDK, or a part of one.",
                        home -> FakeSdk.foreign(home, "8.2.0", "opencl,cuda", 21, false, FakeSdk.FROM_27)
                                .without(JARS + "tornado-drivers-cuda-8.2.0.jar")),
                new Refused(
                        "without library",
                        "has no library for its backend spirv in lib: it is no SDK, or a part of one.",
                        home -> FakeSdk.released(home, "5.2.0-jdk25", "opencl,spirv")
                                .without("lib/libtornado-levelzero.so")),
                new Refused(
                        "empty library",
                        "has an empty lib/libtornado-opencl.so: it is no SDK, or a part of one.",
                        home -> FakeSdk.in(home).with("lib/libtornado-opencl.so", "")),
                new Refused(
                        "truncated driver",
                        "has a damaged share/java/tornado/tornado-drivers-opencl-5.2.0-jdk25.jar: it is no SDK, or a part of one.",
                        home -> FakeSdk.in(home).truncated(JARS + "tornado-drivers-opencl-5.2.0-jdk25.jar")),
                new Refused(
                        "truncated library of others",
                        "has a damaged share/java/tornado/asm-9.9.jar: it is no SDK, or a part of one.",
                        home -> FakeSdk.in(home).truncated(JARS + "asm-9.9.jar")),
                new Refused(
                        "truncated graal",
                        "has a damaged share/java/graalJars/compiler-25.0.2.jar: it is no SDK, or a part of one.",
                        home -> FakeSdk.in(home).truncated("share/java/graalJars/compiler-25.0.2.jar")),
                new Refused(
                        "empty compiler interface",
                        "has a damaged share/java/jvmci/jvmci-21.0.2.jar: it is no SDK, or a part of one.",
                        home -> FakeSdk.foreign(home, "7.0.0-jdk22plus", "cuda", 22, false, FakeSdk.BEFORE_27)
                                .with("share/java/jvmci/jvmci-21.0.2.jar", "")),
                new Refused(
                        "empty arguments",
                        "has a damaged tornado-argfile.template, without a module path: it is no SDK, or a part of one.",
                        home -> FakeSdk.in(home).with("tornado-argfile.template", "")),
                new Refused(
                        "truncated arguments",
                        "has a damaged tornado-argfile.template, without a module path ('bin/tornado --generate-argfile' in it"
                                + " writes one): it is no SDK, or a part of one.",
                        home -> FakeSdk.foreign(home, "8.2.0", "cuda", 21, false, FakeSdk.FROM_27.substring(0, 60))),
                new Refused(
                        "older jdk",
                        "is TornadoVM 5.2.0-jdk21 for JDK 21, and JDK 25 runs Cria.",
                        home -> FakeSdk.released(home, "5.2.0-jdk21", "ptx")),
                new Refused(
                        "older jdk with preview",
                        "is TornadoVM 7.0.0 for JDK 21, and JDK 25 runs Cria.",
                        home -> FakeSdk.foreign(home, "7.0.0-jdk21", "cuda", 21, true, FakeSdk.BEFORE_27)),
                new Refused(
                        "no such jdk",
                        "is TornadoVM 5.2 and does not say for which JDK, expected one for JDK 25.",
                        home -> FakeSdk.released(home, "5.2", "cuda")
                                .with(
                                        "etc/tornado.jdk",
                                        "tornado.jdk.floor=99999999999\ntornado.jdk.preview=maybe\n")));
    }

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("whole")
    void whatIsWholeIsTaken(Whole archive) throws IOException {
        archive.tree().in(folder);
        SdkSearch search = read(folder, archive.jdk());
        assertEquals(
                new Sdk(folder, archive.version(), List.of(archive.backends().split(",", -1))),
                assertInstanceOf(SdkSearch.Found.class, search, search.summary())
                        .sdk());
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsNotIsNamedWithTheNextStep(Refused archive) throws IOException {
        archive.tree().in(folder);
        assertEquals(folder + " " + archive.sentence() + " " + new SdkReader(25).advice(), reason(folder));
    }

    @Test
    void theFolderAroundAnSdkIsNoneAndPointsToIt() throws IOException {
        Path inner = FakeSdk.in(folder.resolve("tornadovm-5.2.0-jdk25-opencl")).home();
        assertEquals(folder + " is no SDK, and holds one. Set TORNADOVM_HOME to " + inner + ".", reason(folder));
    }

    @Test
    void anArchiveThatIsStillPackedIsNoFolder() throws IOException {
        Path packed = Files.writeString(folder.resolve("tornadovm-8.2.0-cuda-linux-amd64.zip"), "PK");
        assertEquals(packed + " is no folder, expected TornadoVM's SDK. " + new SdkReader(25).advice(), reason(packed));
    }

    @Test
    void aFileThatMayNotBeReadIsNamed() throws IOException {
        Path file = FakeSdk.in(folder).home().resolve("etc/tornado.release");
        Files.setPosixFilePermissions(file, Set.of());
        assumeFalse(Files.isReadable(file), "this user may read everything");
        assertEquals(
                file + " cannot be read: permission is denied. Change it, or unpack an SDK of your own.",
                reason(folder));
    }

    @Test
    void aFolderInAFilesPlaceIsToldAsItIs() throws IOException {
        FakeSdk.in(folder).without("etc/tornado.release").with("etc/tornado.release/file", "");
        String reason = reason(folder);
        assertEquals(
                folder + " cannot be read (java.io.IOException: Is a directory). " + new SdkReader(25).advice(),
                reason);
    }

    private static String reason(Path home) {
        SdkSearch search = read(home, 25);
        return assertInstanceOf(SdkSearch.Unfit.class, search, search.summary()).reason();
    }

    private static SdkSearch read(Path home, int jdk) {
        return SdkSearch.of(Map.of("TORNADOVM_HOME", home.toString()), List.of(), jdk);
    }
}
