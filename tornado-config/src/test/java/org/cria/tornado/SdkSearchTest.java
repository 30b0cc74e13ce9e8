package org.cria.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SdkSearchTest {
    private static final String ADVICE =
            "Get one: 'sdk install tornadovm 5.2.0-jdk25-cuda' for NVIDIA GPUs, '5.2.0-jdk25-opencl' for others, with SDKMAN!, or"
                    + " unpack an archive from https://github.com/beehive-lab/TornadoVM/releases and set TORNADOVM_HOME to its folder.";

    @TempDir
    private Path folder;

    @Test
    void anSdkTellsItsVersionAndBackends() throws IOException {
        FakeSdk.in(folder)
                .with("etc/tornado.backend", "# built with\ntornado.backends=opencl-backend,cuda-backend\n")
                .withJar("share/java/tornado/tornado-drivers-cuda-5.2.0-jdk25.jar")
                .with("lib/libtornado-cuda.so", "library");
        Sdk sdk = assertInstanceOf(SdkSearch.Found.class, named(folder)).sdk();
        assertEquals(new Sdk(folder, "5.2.0-jdk25", List.of("opencl", "cuda")), sdk);
        assertEquals("TornadoVM 5.2.0-jdk25 (opencl, cuda) in " + folder, sdk.summary());
    }

    @Test
    void theEnvironmentGoesFirstThenTheUsualPlacesInTheirOrder() throws IOException {
        Path named = FakeSdk.in(folder.resolve("named")).home();
        Path second = FakeSdk.in(folder.resolve("second")).home();
        List<Path> usual = List.of(folder.resolve("none"), second, named);
        assertEquals(named, home(SdkSearch.of(Map.of("TORNADOVM_HOME", named.toString()), usual, 25)));
        assertEquals(second, home(SdkSearch.of(Map.of(), usual, 25)));
        assertEquals(second, home(SdkSearch.of(Map.of("TORNADOVM_HOME", ""), usual, 25)), "empty is not set");
    }

    @Test
    void aFolderThatTheUserNamedIsNotPassedOverSilently() throws IOException {
        Path usual = FakeSdk.in(folder.resolve("usual")).home();
        Path wrong = folder.resolve("wrong");
        SdkSearch search = SdkSearch.of(Map.of("TORNADOVM_HOME", wrong.toString()), List.of(usual), 25);
        assertEquals(new SdkSearch.Unfit(wrong, wrong + " is no folder, expected TornadoVM's SDK. " + ADVICE), search);
    }

    @Test
    void withoutAnSdkTheAdviceNamesThePlacesAndTheWaysToGetOne() {
        Path none = folder.resolve("none");
        SdkSearch search = SdkSearch.of(Map.of(), List.of(none), 25);
        assertEquals(
                new SdkSearch.Missing("None was found in $TORNADOVM_HOME (not set), " + none + ". " + ADVICE), search);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "etc/tornado.backend",
                "share/java/tornado/tornado-api-5.2.0-jdk25.jar",
                "share/java/tornado/tornado-runtime-5.2.0-jdk25.jar",
                "share/java/tornado/tornado-drivers-opencl-5.2.0-jdk25.jar",
                "share/java/graalJars/compiler-25.0.2.jar",
                "lib/libtornado-opencl.so",
                "tornado-argfile.template"
            })
    void whatIsMissingIsNamed(String file) throws IOException {
        FakeSdk.in(folder).without(file);
        String reason = reason();
        String part = file.startsWith("lib") ? "opencl" : file.replaceAll(".*/|-5.2.0.*|compiler-.*", "");
        assertTrue(reason.startsWith(folder + " has n") && reason.contains(part), reason);
        assertTrue(reason.endsWith("or a part of one. " + ADVICE), reason);
    }

    @Test
    void theVersionIsReadFromAJarWhereNoFileTellsIt() throws IOException {
        FakeSdk.in(folder).without("etc/tornado.release");
        assertEquals(
                "5.2.0-jdk25",
                assertInstanceOf(SdkSearch.Found.class, named(folder)).sdk().version());
    }

    @Test
    void anSdkForAnotherJdkSaysWhichOneRunsCria() throws IOException {
        FakeSdk.in(folder).with("etc/tornado.release", "version=5.2.0-jdk21\n");
        assertEquals(folder + " is TornadoVM 5.2.0-jdk21 for JDK 21, and JDK 25 runs Cria. " + ADVICE, reason());
    }

    @Test
    void aNewerJdkCanBeChangedInstead() throws IOException {
        FakeSdk.in(folder);
        SdkSearch search = SdkSearch.of(Map.of("TORNADOVM_HOME", folder.toString()), List.of(), 26);
        assertEquals(
                folder + " is TornadoVM 5.2.0-jdk25 for JDK 25, and JDK 26 runs Cria. Set JAVA_HOME to a JDK 25.",
                assertInstanceOf(SdkSearch.Unfit.class, search).reason());
    }

    private String reason() {
        return assertInstanceOf(SdkSearch.Unfit.class, named(folder)).reason();
    }

    private static SdkSearch named(Path home) {
        return SdkSearch.of(Map.of("TORNADOVM_HOME", home.toString()), List.of(), 25);
    }

    private static Path home(SdkSearch search) {
        return assertInstanceOf(SdkSearch.Found.class, search, search.toString())
                .sdk()
                .home();
    }
}
