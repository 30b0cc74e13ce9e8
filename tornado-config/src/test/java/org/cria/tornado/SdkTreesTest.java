package org.cria.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders as archives of TornadoVM's releases leave them, as far as their public documentation tells (docs/adr/0010). */
final class SdkTreesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "5.2.0-jdk25, opencl, 25",
        "5.2.0-jdk25, cuda, 25",
        "5.2.1-jdk25-dev, opencl, 25",
        "5.1.0-jdk25, ptx, 25",
        "5.2.0-jdk26, opencl, 26"
    })
    void releasesForOneJdkAreTakenByThatJdk(String version, String backend, int jdk) throws IOException {
        FakeSdk.released(folder, version, backend);
        assertEquals(new Sdk(folder, version, List.of(backend)), found(jdk));
    }

    @ParameterizedTest
    @CsvSource({
        "6.0.0-jdk22plus, cuda, 22, 25",
        "6.0.0-jdk22plus, opencl, 22, 26",
        "7.0.0-jdk22plus, cuda, 22, 27",
        "8.2.0, cuda, 21, 25",
        "8.2.0, opencl, 21, 27",
        "8.2.0, metal, 21, 28"
    })
    void releasesForManyJdksAreTakenByEach(String version, String backend, int floor, int jdk) throws IOException {
        FakeSdk.foreign(folder, version, backend, floor, false, FakeSdk.BEFORE_27);
        assertEquals(new Sdk(folder, version.replaceAll("-.*", ""), List.of(backend)), found(jdk));
    }

    @Test
    void aReleaseThatNamesNoJdkAndBringsItsCompilerInterfaceRunsOnAny() throws IOException {
        FakeSdk.foreign(folder, "8.2.0", "cuda", 21, false, FakeSdk.FROM_27).without("etc/tornado.jdk");
        assertEquals("8.2.0", found(25).version());
    }

    @Test
    void oneThatWasNotTriedSaysSo() throws IOException {
        FakeSdk.foreign(folder, "8.2.0", "cuda", 21, false, FakeSdk.BEFORE_27);
        assertEquals(
                "TornadoVM 8.2.0 (cuda) in " + folder
                        + "; Cria was tried with 5.2, so here its self-test decides what may run",
                found(25).summary());
        assertFalse(found(25).isTried());
        assertTrue(new Sdk(folder, "5.2.3-jdk25", List.of("cuda")).isTried());
        assertFalse(new Sdk(folder, "5.20.0-jdk25", List.of("cuda")).isTried());
    }

    @Test
    void codeWithPreviewFeaturesRunsOnItsOwnJdkOnly() throws IOException {
        FakeSdk.foreign(folder, "6.0.0-jdk21", "cuda", 21, true, FakeSdk.BEFORE_27);
        assertTrue(
                unfit(25).startsWith(folder + " is TornadoVM 6.0.0 for JDK 21, and JDK 25 runs Cria. Get one: "),
                unfit(25));
    }

    @Test
    void anSdkForANewerJdkSaysWhichToTake() throws IOException {
        FakeSdk.foreign(folder, "9.0.0", "cuda", 29, false, FakeSdk.FROM_27);
        assertEquals(
                folder + " is TornadoVM 9.0.0 for JDK 29 and newer, and JDK 27 runs Cria. Set JAVA_HOME to a JDK 29.",
                unfit(27));
    }

    @Test
    void withoutAJdkInNameOrFilesNoneIsGuessed() throws IOException {
        FakeSdk.released(folder, "4.0.0", "ptx");
        assertTrue(
                unfit(25)
                        .startsWith(folder + " is TornadoVM 4.0.0 and does not say for which JDK, expected one for JDK"
                                + " 25. Get one: "),
                unfit(25));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tornado-api", "tornado-runtime"})
    void aJarThatBreaksOffIsNamed(String jar) throws IOException {
        FakeSdk.foreign(folder, "8.2.0", "cuda", 21, false, FakeSdk.BEFORE_27)
                .with("share/java/tornado/" + jar + "-8.2.0.jar", "PK");
        assertTrue(
                unfit(25).startsWith(folder + " has a damaged share/java/tornado/" + jar + "-8.2.0.jar: it is no SDK,"),
                unfit(25));
    }

    @Test
    void aBackendWithoutItsClassesIsNamed() throws IOException {
        FakeSdk.foreign(folder, "8.2.0", "cuda", 21, false, FakeSdk.BEFORE_27)
                .without("share/java/tornado/tornado-drivers-cuda-8.2.0.jar");
        assertTrue(
                unfit(25)
                        .startsWith(
                                folder + " has no share/java/tornado/tornado-drivers-cuda-*.jar for its backend cuda"),
                unfit(25));
    }

    @Test
    void withoutAFileOfArgumentsTheSdksOwnWayToWriteOneIsNamed() throws IOException {
        FakeSdk.foreign(folder, "8.2.0", "cuda", 21, false, FakeSdk.BEFORE_27).without("tornado-argfile.template");
        assertTrue(unfit(25).contains("('bin/tornado --generate-argfile' in it writes one)"), unfit(25));
    }

    @ParameterizedTest
    @CsvSource({"true, 25", "true, 26", "false, 25"})
    void whereTheJdkHasTheCompilerInterfaceItIsPatched(boolean before27, int jdk) throws IOException {
        FakeSdk.foreign(folder, "7.0.0-jdk22plus", "cuda", 22, false, before27 ? FakeSdk.BEFORE_27 : FakeSdk.FROM_27);
        List<String> options = new SdkOptions(folder, jdk).list();
        String jar = folder.resolve("share/java/jvmci/jvmci-21.0.2.jar").toString();
        assertEquals(1, options.stream().filter("-XX:+EnableJVMCI"::equals).count(), options.toString());
        assertTrue(
                options.indexOf("-XX:+UnlockExperimentalVMOptions") < options.indexOf("-XX:+EnableJVMCI"),
                options.toString());
        assertEquals("jdk.internal.vm.ci=" + jar, options.get(options.indexOf("--patch-module") + 1));
        assertEquals(folder + "/share/java/tornado", options.get(options.indexOf("--module-path") + 1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereTheJdkHasNoneItIsAModule(boolean before27) throws IOException {
        FakeSdk.foreign(folder, "7.0.0-jdk22plus", "cuda", 22, false, before27 ? FakeSdk.BEFORE_27 : FakeSdk.FROM_27);
        List<String> options = new SdkOptions(folder, 27).list();
        assertFalse(options.contains("-XX:+EnableJVMCI"), options.toString());
        assertFalse(options.contains("--patch-module"), options.toString());
        assertEquals(
                folder + "/share/java/tornado" + File.pathSeparator + folder.resolve("share/java/jvmci"),
                options.get(options.indexOf("--module-path") + 1));
        assertTrue(options.contains("-Djdk.internal.vm.ci.enabled=true"), options.toString());
        for (String each : List.of("misc", "vm", "vm.annotation", "reflect")) {
            String export = "java.base/jdk.internal." + each + "=jdk.internal.vm.ci";
            assertEquals(1, options.stream().filter(export::equals).count(), options.toString());
            assertEquals("--add-exports", options.get(options.indexOf(export) - 1));
        }
    }

    @Test
    void filesOfArgumentsNamedInTheFileAreFollowed() throws IOException {
        FakeSdk sdk = FakeSdk.in(folder)
                .with("etc/exportLists/common-exports", "# all\n--add-exports a/b=c\n")
                .with("tornado-argfile.template", "-server @${TORNADOVM_HOME}/etc/exportLists/common-exports @none");
        assertEquals(List.of("-server", "--add-exports", "a/b=c", "@none"), new SdkOptions(sdk.home(), 25).list());
        assertTrue(Files.exists(sdk.home()));
    }

    private Sdk found(int jdk) {
        SdkSearch search = SdkSearch.of(Map.of("TORNADOVM_HOME", folder.toString()), List.of(), jdk);
        return assertInstanceOf(SdkSearch.Found.class, search, search.toString())
                .sdk();
    }

    private String unfit(int jdk) {
        SdkSearch search = SdkSearch.of(Map.of("TORNADOVM_HOME", folder.toString()), List.of(), jdk);
        return assertInstanceOf(SdkSearch.Unfit.class, search, search.toString())
                .reason();
    }
}
