package org.cria.model.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.model.family.Definition;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.TensorInfo;
import org.cria.model.huggingface.NewPeftFolder;
import org.cria.model.lora.LowRank;
import org.cria.model.lora.LowRankProgram;
import org.cria.model.lora.NewGgufAdapter;

/** A model that learns by a low-rank adapter; its own weights stay as they are, in any format. */
public final class AdapterStudent implements Student {
    private static final Control TARGETS = new Control("targets");
    private static final String GGUF = "adapter.gguf";

    private final Gguf base;
    private final NewPeftFolder folder;
    private final Program program;
    private final List<Pair> pairs = new ArrayList<>();

    /** Both factors of a tweak. */
    private record Pair(String tensor, int rank, float factor, Parameter a, Parameter b) {
        LowRank tweak() {
            return new LowRank(tensor, a.weight(), b.weight(), 1, factor);
        }
    }

    /**
     * A student of a model.
     *
     * @param base open as long as the student is used
     * @param definition of the model, without adapters
     * @throws CriaException if a target is not there, or the adapter to begin with is for another model
     */
    public AdapterStudent(Gguf base, Definition definition, AdapterSettings settings) {
        this.base = base;
        String architecture = base.metadata().string("general.architecture");
        this.folder = new NewPeftFolder(
                architecture,
                definition.config()::heads,
                definition.config()::kvHeads,
                base.tensors().keySet().stream().noneMatch(name -> name.endsWith(".ffn_gate.weight")));
        if (settings.from().isPresent()) {
            LowRankProgram.read(settings.from().get(), base).forEach(this::add);
        } else {
            begin(definition.program(), settings);
        }
        this.program = LowRankProgram.beside(
                definition.program(), pairs.stream().map(Pair::tweak).toList(), base.place());
    }

    private void begin(Program of, AdapterSettings settings) {
        Set<String> offered = new TreeSet<>();
        SplittableRandom random = new SplittableRandom(settings.seed());
        for (TensorInfo tensor : products(of)) {
            String target = folder.target(tensor.name()).orElseThrow();
            offered.add(target);
            if (settings.targets().isEmpty() || settings.targets().contains(target)) {
                int columns = Math.toIntExact(tensor.dimensions().get(0));
                int rows = Math.toIntExact(tensor.dimensions().get(1));
                add(
                        tensor.name(),
                        settings.rank(),
                        (float) (settings.alpha() / settings.rank()),
                        even(random.split(), settings.rank() * columns, 1 / Math.sqrt(columns)),
                        new float[rows * settings.rank()]);
            }
        }
        for (String target : settings.targets()) {
            if (!offered.contains(target)) {
                throw new CriaException(Explanation.of(
                        TARGETS.names(),
                        ": " + base.place() + " has no '" + target + "', expected some of " + String.join(", ", offered)
                                + "."));
            }
        }
        if (pairs.isEmpty()) {
            throw new CriaException(base.place() + ": there is no product that an adapter could be for, expected layers"
                    + " with products. Choose another model.");
        }
    }

    /** Matrices of the file that layers multiply with, each once, in order. */
    private List<TensorInfo> products(Program of) {
        return of.layers().stream()
                .flatMap(List::stream)
                .filter(Step.MatMul.class::isInstance)
                .map(step -> ((Step.MatMul) step).w().name().replaceFirst("\\[\\d+:\\d+]$", ""))
                .distinct()
                .filter(name -> folder.target(name).isPresent())
                .flatMap(name -> Optional.ofNullable(base.tensors().get(name)).stream())
                .toList();
    }

    /** What peft begins with: {@code a} evenly spread, {@code b} nothing. */
    private static float[] even(SplittableRandom random, int count, double most) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-most, most);
        }
        return values;
    }

    private void add(LowRank tweak) {
        if (folder.module(tweak.tensor()).isEmpty() || tweak.count() != 1) {
            throw new CriaException("the adapter to begin with tweaks '" + tweak.tensor()
                    + "', expected products of layers only. Begin without it, or with another.");
        }
        add(
                tweak.tensor(),
                tweak.rank(),
                tweak.factor(),
                LowRankProgram.values(tweak.a()),
                LowRankProgram.values(tweak.b()));
    }

    private void add(String tensor, int rank, float factor, float[] a, float[] b) {
        pairs.add(new Pair(
                tensor,
                rank,
                factor,
                new Parameter(tensor + ".lora_a", rank, a.length / rank, a),
                new Parameter(tensor + ".lora_b", b.length / rank, rank, b)));
    }

    @Override
    public Program program() {
        return program;
    }

    @Override
    public List<Parameter> parameters() {
        return pairs.stream().flatMap(pair -> List.of(pair.a, pair.b).stream()).toList();
    }

    /** How many values are trained. */
    public long values() {
        return parameters().stream().mapToLong(each -> each.values().length).sum();
    }

    /** What the hub calls the kinds of matrices that are tweaked. */
    public Set<String> targets() {
        return pairs.stream()
                .map(pair -> folder.target(pair.tensor).orElseThrow())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The adapter among what {@link #write} writes that runs at once. */
    public static Path adapter(Path folder) {
        return folder.resolve(GGUF);
    }

    /** Writes the adapter twice: as PEFT has it, and in GGUF. */
    @Override
    public void write(List<float[]> values, Path to) throws IOException {
        List<NewPeftFolder.Part> peft = new ArrayList<>();
        List<NewGgufAdapter.Part> gguf = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            double alpha = (double) pair.factor * pair.rank;
            float[] a = values.get(2 * i);
            float[] b = values.get(2 * i + 1);
            peft.add(new NewPeftFolder.Part(pair.tensor, pair.rank, a, b, alpha));
            gguf.add(new NewGgufAdapter.Part(pair.tensor, pair.rank, a, b, alpha));
        }
        String name = base.metadata().string("general.name", base.place());
        folder.write(to, name, peft);
        NewGgufAdapter.write(adapter(to), base.metadata().string("general.architecture"), name, gguf);
    }
}
