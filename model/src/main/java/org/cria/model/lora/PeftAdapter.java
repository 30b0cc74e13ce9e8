package org.cria.model.lora;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.kernels.program.Weight;
import org.cria.model.gguf.Gguf;
import org.cria.model.huggingface.PeftFolder;
import org.cria.model.safetensors.StoredTensor;

/** Adapters as PEFT saves them. */
final class PeftAdapter {
    private final PeftFolder folder;
    private final Gguf base;

    private PeftAdapter(PeftFolder folder, Gguf base) {
        this.folder = folder;
        this.base = base;
    }

    static Adapter read(Path folder, Gguf base) {
        try (Arena arena = Arena.ofShared()) {
            PeftFolder opened = PeftFolder.open(folder, base.metadata().string("general.architecture"), arena);
            PeftAdapter adapter = new PeftAdapter(opened, base);
            return new Adapter(
                    String.valueOf(folder.getFileName()),
                    opened.parts().stream().map(adapter::part).toList());
        }
    }

    static List<Path> files(Path folder) {
        return PeftFolder.files(folder);
    }

    private LowRank part(PeftFolder.Part part) {
        Weight a = weight(part.a());
        Weight b = weight(part.b());
        if (part.tensor().equals(LowRank.EMBEDDINGS)) {
            return new LowRank(part.tensor(), Adapter.turned(a), b, 1, part.factor());
        }
        return new LowRank(part.tensor(), a, part.pairsRows() ? paired(b, part.tensor()) : b, 1, part.factor());
    }

    private Weight weight(StoredTensor tensor) {
        return Adapter.copy(
                tensor.name(),
                PeftFolder.format(tensor),
                Math.toIntExact(tensor.rows()),
                Math.toIntExact(tensor.columns()),
                folder.data(tensor));
    }

    /** The rows of each head in pairs that turn together, where the folder has all first halves before. */
    private Weight paired(Weight w, String tensor) {
        String key = base.metadata().string("general.architecture") + ".attention.head_count";
        int all = base.metadata().integer(key);
        int heads = tensor.endsWith(".attn_k.weight") ? base.metadata().integer(key + "_kv", all) : all;
        if (w.rows() % (2 * heads) != 0) {
            throw new CriaException(w.name() + ": " + Count.of(w.rows(), "row") + ", expected as many as " + heads
                    + " heads have. Choose the model that the adapter was trained on.");
        }
        float[] values = Adapter.values(w);
        float[] paired = new float[values.length];
        int half = w.rows() / heads / 2;
        for (int row = 0; row < w.rows(); row++) {
            int head = row / (2 * half);
            int within = row % (2 * half);
            int target = head * 2 * half + 2 * (within % half) + within / half;
            System.arraycopy(values, row * w.columns(), paired, target * w.columns(), w.columns());
        }
        return Adapter.of(w.name(), w.rows(), w.columns(), paired);
    }
}
