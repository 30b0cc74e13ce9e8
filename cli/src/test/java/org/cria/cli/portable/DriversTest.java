package org.cria.cli.portable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DriversTest {
    private static final Path HOME = Path.of("/check");

    @TempDir
    private Path root;

    @Test
    void whereNobodyListsDriversTheUsualNamesAreTried() throws IOException {
        assertEquals(
                Map.of("OCL_ICD_VENDORS", "/check/vendors", "LD_LIBRARY_PATH", "/check/native"),
                Drivers.find(root, HOME, Map.of(), false).environment());
    }

    @Test
    void driversThatAreListedAreTaken() throws IOException {
        touch("etc/OpenCL/vendors/pocl.icd");
        assertFalse(Drivers.find(root, HOME, Map.of(), false).environment().containsKey("OCL_ICD_VENDORS"));
    }

    @Test
    void whatTheUserSetsStays() throws IOException {
        Drivers drivers = Drivers.find(root, HOME, Map.of("OCL_ICD_VENDORS", "own", "LD_LIBRARY_PATH", "/a:/b"), false);
        assertEquals(Map.of("LD_LIBRARY_PATH", "/check/native:/a:/b"), drivers.environment());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "usr/local/cuda-13.0/lib64",
                "usr/lib/x86_64-linux-gnu",
                "usr/local/lib/python3.11/dist-packages/nvidia/cuda_nvrtc/lib",
                "usr/lib/python3/site-packages/nvidia/cu13/lib"
            })
    void cudasCompilerIsFound(String folder) throws IOException {
        touch(folder + "/libnvrtc.so.13");
        Drivers drivers = Drivers.find(root, HOME, Map.of(), true);
        assertEquals(
                "/check/native:" + root.resolve(folder), drivers.environment().get("LD_LIBRARY_PATH"));
    }

    @Test
    void whereItIsMissingItIsNamed() throws IOException {
        List<String> notes = Drivers.find(root, HOME, Map.of(), true).notes();
        assertTrue(
                notes.getLast().startsWith("CUDA's compiler (libnvrtc.so), which is no part of the driver,"),
                notes.toString());
    }

    private void touch(String file) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "");
    }
}
