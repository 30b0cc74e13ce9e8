package org.cria.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.junit.jupiter.api.Test;

final class BackendsTest {
    @Test
    void theCpuIsTheHostAndAutoWhereNobodyHasChosen() {
        assertTrue(Backends.all().stream().anyMatch(b -> b.name().equals("cpu")));
        assertEquals("cpu", Backends.choose("cpu").name());
        assertEquals("cpu", Backends.host().name());
        assertEquals("cpu", Backends.choose("auto").name());
    }

    @Test
    void oneBackendIsTheHostAndRunsInAnyJvm() {
        List<Backend> hosts = Backends.all().stream()
                .filter(b -> b.role() == Backend.Role.HOST)
                .toList();
        assertEquals(1, hosts.size(), hosts.toString());
        assertEquals(Optional.empty(), hosts.getFirst().requirement());
    }

    @Test
    void inSentencesTheHostIsFirstAndEmulatorsAreLast() {
        String all = Backends.named(b -> true, Backend::usage);
        assertTrue(all.startsWith("cpu, ") && all.endsWith(" or emulator"), all);
        assertTrue(all.contains(", tornado[:BACKEND:DEVICE]"), all);
        assertEquals("tornado", Backends.named(b -> b.name().equals("tornado"), Backend::name));
        assertEquals("", Backends.named(b -> false, Backend::name));
    }

    @Test
    void whereARequirementIsNotMetThereAreNoDevicesAndARemedy() {
        for (Backend backend : Backends.all()) {
            assertEquals(backend.runsHere(), !backend.devices().isEmpty(), backend.name());
            backend.requirement().ifPresent(it -> assertTrue(it.remedy().length() > 10, backend.name()));
            assertTrue(backend.usage().startsWith(backend.name()), backend.usage());
        }
    }

    @Test
    void theChoiceOfAutoNamesADevice() {
        assertEquals("emulator", Backends.choose(Backends.auto("emulator")).name());
        assertEquals("cpu", Backends.choose(Backends.auto("cpu")).name());
        assertThrows(CriaException.class, () -> Backends.choose(Backends.auto("emulator:7")));
    }

    @Test
    void anUnknownDeviceIsRefusedWithTheKnownOnes() {
        CriaException refusal = assertThrows(CriaException.class, () -> Backends.choose("abacus"));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.startsWith("device 'abacus' is unknown; choose auto, "), message);
        assertTrue(message.contains("cpu"), message);
    }

    @Test
    void settingsNeedAThreadARowAndACacheFormat() {
        assertThrows(IllegalArgumentException.class, () -> new Settings(0, 1, Formats.F32, Formats.F32));
        assertThrows(IllegalArgumentException.class, () -> new Settings(1, 0, Formats.F32, Formats.F32));
        assertThrows(IllegalArgumentException.class, () -> new Settings(1, 1, Formats.Q4_0, Formats.F32));
        assertThrows(IllegalArgumentException.class, () -> new Settings(1, 1, Formats.F32, Formats.BF16));
    }

    @Test
    void cacheFormatsGoByTheirNamesInAnyCase() {
        for (Format format : Settings.kvFormats()) {
            assertEquals(format, Settings.kvFormat(format.name()));
        }
        assertEquals(Formats.Q8_0, Settings.kvFormat("q8_0"));
        CriaException refusal = assertThrows(CriaException.class, () -> Settings.kvFormat("q4_0"));
        assertEquals("KV cache type 'q4_0' is unknown; choose one of f32, f16, q8_0", refusal.getMessage());
    }

    @Test
    void aBatchNeedsRowsOfOneLength() {
        int[] one = {0};
        boolean[] wanted = {true};
        List<int[]> cells = List.of(new int[1]);
        assertThrows(
                IllegalArgumentException.class,
                () -> new Batch(Phase.DECODE, new int[0], new int[0], new int[0], new boolean[0], cells));
        assertThrows(
                IllegalArgumentException.class, () -> new Batch(Phase.DECODE, one, new int[2], one, wanted, cells));
        assertThrows(
                IllegalArgumentException.class, () -> new Batch(Phase.DECODE, one, one, new int[2], wanted, cells));
        assertThrows(
                IllegalArgumentException.class, () -> new Batch(Phase.DECODE, one, one, one, new boolean[2], cells));
    }

    @Test
    void onlyRowsThatWantLogitsAreCounted() {
        Batch batch = new Batch(
                Phase.PREFILL,
                new int[3],
                new int[] {0, 1, 2},
                new int[3],
                new boolean[] {true, false, true},
                List.of(new int[3]));
        assertEquals(3, batch.rows());
        assertEquals(2, batch.outputRows());
    }
}
