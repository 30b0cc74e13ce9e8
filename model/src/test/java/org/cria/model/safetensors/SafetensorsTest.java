package org.cria.model.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.cria.kernels.format.Formats;
import org.cria.testmodels.SafetensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SafetensorsTest {
    @TempDir
    Path folder;

    private static SafetensorsWriter writer() {
        return new SafetensorsWriter()
                .tensor("matrix", "BF16", new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 2, 3)
                .tensor("scalar", "F32", new byte[] {0, 0, (byte) 0x80, 0x3f})
                .tensor("nothing", "F64", new byte[0], 0, 5)
                .tensor("caf\u00e9", "F4", new byte[] {7}, 2);
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        writer().write(folder.resolve("model.safetensors"));
        try (Arena arena = Arena.ofShared()) {
            Safetensors weights = Safetensors.open(folder, arena);
            assertEquals(
                    List.of("matrix", "scalar", "nothing", "caf\u00e9"),
                    List.copyOf(weights.tensors().keySet()));
            StoredTensor matrix = tensor(weights, "matrix");
            assertEquals(List.of(2L, 3L), matrix.shape());
            assertEquals(2, matrix.rows());
            assertEquals(3, matrix.columns());
            assertEquals(Formats.BF16, matrix.type().format().orElseThrow());
            assertArrayEquals(
                    new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
                    weights.data(matrix).toArray(ValueLayout.JAVA_BYTE));
            assertEquals(1, tensor(weights, "scalar").rows());
            assertEquals(0, tensor(weights, "nothing").bytes());
        }
    }

    @Test
    void shardsAreFoundByTheirIndex() throws IOException {
        writer().writeShards(folder, 3);
        try (Arena arena = Arena.ofShared()) {
            Safetensors weights = Safetensors.open(folder, arena);
            assertEquals(3, weights.files().size());
            assertEquals("model-00003-of-00003.safetensors", weights.place(tensor(weights, "caf\u00e9")));
            assertEquals(7, weights.data(tensor(weights, "caf\u00e9")).get(ValueLayout.JAVA_BYTE, 0));
        }
    }

    @Test
    void shardsThatDoNotBelongTogetherAreRefused() throws IOException {
        writer().writeShards(folder, 2);
        Path index = folder.resolve("model.safetensors.index.json");
        String json = Files.readString(index);
        assertTrue(refusal(json.replace("\"scalar\"", "\"other\""), index).contains("'other' is not in model-00001"));
        assertTrue(refusal(json.replace("00002-of-00002", "00009-of-00002"), index)
                .contains("names model-00009-of-00002.safetensors, which is not in the folder"));
        String without = json.replace(",\"scalar\":\"model-00001-of-00002.safetensors\"", "");
        assertTrue(refusal(without, index).contains("holds tensor 'scalar', which the index lacks"));
        Files.copy(folder.resolve("model-00001-of-00002.safetensors"), folder.resolve("copy.safetensors"));
        String twice = json.replace("{\"matrix\"", "{\"x\":\"copy.safetensors\",\"matrix\"");
        assertTrue(refusal(twice, index).contains("'matrix' is also in copy.safetensors"));
    }

    private static StoredTensor tensor(Safetensors weights, String name) {
        return Objects.requireNonNull(weights.tensors().get(name));
    }

    private String refusal(String json, Path index) throws IOException {
        Files.writeString(index, json);
        try (Arena arena = Arena.ofShared()) {
            return Objects.requireNonNull(assertThrows(CheckpointException.class, () -> Safetensors.open(folder, arena))
                    .getMessage());
        }
    }
}
