package org.cria.model.train;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.format.Little;
import org.cria.model.json.JsonValue;
import org.cria.model.safetensors.NewSafetensors;
import org.cria.model.safetensors.Safetensors;
import org.cria.model.safetensors.StoredTensor;

/**
 * Where a training stands, in a file of its folder: all values with what the optimiser knows of them, and the curve of the loss. What goes on
 * from it has the same bits as what was never interrupted.
 *
 * @param file of the checkpoint
 * @param settings that decide what the training computes, by name
 */
record Checkpoint(Path file, Map<String, String> settings) {
    private static final String NAME = "checkpoint.safetensors";
    private static final String STATE = "state";
    private static final String BEST = ".best";
    private static final List<String> KINDS = List.of("", ".mean", ".square");

    Checkpoint {
        settings = new LinkedHashMap<>(settings);
    }

    static Checkpoint in(Path folder, Map<String, String> settings) {
        return new Checkpoint(folder.resolve(NAME), settings);
    }

    /** Writes it; what was there is replaced when the new one is whole. */
    void write(TrainingCurve curve, List<Parameter> parameters, List<float[]> best) throws IOException {
        NewSafetensors saved = new NewSafetensors();
        saved.add(STATE, state(curve).getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            String name = parameter.weight().name();
            each(parameter, (kind, values) -> saved.add(name + kind, values, values.length));
            if (!best.isEmpty()) {
                saved.add(name + BEST, best.get(i), best.get(i).length);
            }
        }
        saved.write(file);
    }

    private static void each(Parameter parameter, BiConsumer<String, float[]> call) {
        call.accept(KINDS.get(0), parameter.values());
        call.accept(KINDS.get(1), parameter.means());
        call.accept(KINDS.get(2), parameter.squares());
    }

    private String state(TrainingCurve curve) {
        String told = settings.entrySet().stream()
                .map(entry -> JsonValue.quoted(entry.getKey()) + ": " + JsonValue.quoted(entry.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
        return "{\"settings\": " + told + ", \"curve\": " + curve.json() + "}";
    }

    /**
     * Takes it up.
     *
     * @param parameters whose values are replaced
     * @param best whose values are replaced, if there are any; as many as parameters
     * @return the curve so far; empty where there is no checkpoint
     * @throws CriaException if it is damaged, or one of another training
     */
    Optional<TrainingCurve> read(List<Parameter> parameters, List<float[]> best) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofShared()) {
            Safetensors saved = Safetensors.ofFile(file, arena);
            Map<String, JsonValue> state = members(JsonValue.parse(text(saved)));
            check(members(state.getOrDefault("settings", new JsonValue.Null())));
            for (int i = 0; i < parameters.size(); i++) {
                String name = parameters.get(i).weight().name();
                each(parameters.get(i), (kind, values) -> read(saved, name + kind, values));
                if (saved.tensors().containsKey(name + BEST)) {
                    float[] values = new float[parameters.get(i).values().length];
                    read(saved, name + BEST, values);
                    best.add(values);
                }
                parameters.get(i).publish();
            }
            return Optional.of(TrainingCurve.of(members(state.getOrDefault("curve", new JsonValue.Null()))));
        }
    }

    private String text(Safetensors saved) {
        StoredTensor state = saved.tensors().get(STATE);
        if (state == null) {
            throw damaged("there is no state in it");
        }
        return new String(saved.data(state).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    private void read(Safetensors saved, String name, float[] values) {
        StoredTensor tensor = saved.tensors().get(name);
        if (tensor == null || tensor.bytes() != (long) values.length * Float.BYTES) {
            throw damaged("'" + name + "' is missing, or of another size");
        }
        MemorySegment.copy(saved.data(tensor), Little.FLOAT, 0, values, 0, values.length);
    }

    private Map<String, JsonValue> members(JsonValue value) {
        if (value instanceof JsonValue.Members(Map<String, JsonValue> members)) {
            return members;
        }
        throw damaged("its state makes no sense");
    }

    private void check(Map<String, JsonValue> saved) {
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            JsonValue other = saved.get(setting.getKey());
            String found = other instanceof JsonValue.Text(String text) ? text : "nothing";
            if (!found.equals(setting.getValue())) {
                throw new CriaException(Explanation.of(
                        file + ": a training with " + setting.getKey() + " " + found + ", expected "
                                + setting.getValue()
                                + ", as it is to be now. Name another folder, ask for the same, or begin anew",
                        TrainingRun.ANEW.how(),
                        "."));
            }
        }
    }

    private CriaException damaged(String found) {
        return new CriaException(Explanation.of(
                file + ": " + found + ", expected where a training stands. Begin anew", TrainingRun.ANEW.how(), "."));
    }
}
