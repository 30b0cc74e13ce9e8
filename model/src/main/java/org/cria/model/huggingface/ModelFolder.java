package org.cria.model.huggingface;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.cria.kernels.format.Format;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.MappedPart;
import org.cria.model.gguf.MetadataDraft;
import org.cria.model.gguf.NewGguf;
import org.cria.model.gguf.NewTensor;
import org.cria.model.gguf.TensorInfo;
import org.cria.model.safetensors.CheckpointException;
import org.cria.model.safetensors.Safetensors;
import org.cria.model.safetensors.StoredTensor;
import org.cria.model.storage.FileFault;
import org.cria.model.storage.FileState;
import org.cria.model.storage.MappedPages;

/**
 * A model as it is published on the Hugging Face hub, opened: the weights stay in the mapped files. Close it when what was made of
 * it is no longer used.
 */
public final class ModelFolder implements AutoCloseable {
    private static final String CONFIG = "config.json";

    private final Path folder;
    private final Arena arena;
    private final FileState state;
    private final ModelConfig config;
    private final FolderFamily family;
    private final Safetensors weights;
    private final List<Composition> tensors;
    private final ExtraVectors extras;

    private ModelFolder(Path folder, Arena arena) {
        this.folder = folder;
        this.arena = arena;
        if (!Files.isDirectory(folder)) {
            throw new CheckpointException(
                    folder.toString(),
                    Files.exists(folder) ? "this is a file" : "there is no such folder",
                    "a model's folder with " + CONFIG + ", a tokenizer and safetensors",
                    "Check the path.");
        }
        if (!Files.isRegularFile(folder.resolve(CONFIG))) {
            throw new CheckpointException(
                    name(),
                    "the folder has no " + CONFIG,
                    "a model's folder with " + CONFIG + ", a tokenizer and safetensors",
                    "Name a .gguf file, or the folder of a model as it is published.");
        }
        this.state = state(folder.resolve(CONFIG));
        this.config = ModelConfig.of(JsonFields.read(folder.resolve(CONFIG)));
        this.family = FolderFamilies.of(config);
        family.check(config);
        if (config.ropeType().equalsIgnoreCase("llama3")
                && family.extras(config).isEmpty()) {
            throw config.rope().unsupported("rope_type", "default, linear or yarn"); // nobody makes the tensor of it
        }
        this.weights = Safetensors.open(folder, arena);
        this.tensors = Compositions.of(weights, family, config);
        this.extras = new ExtraVectors(family.extras(config));
        checkVocabulary();
    }

    /** Before a list of so many pieces is made. */
    private void checkVocabulary() {
        long rows = tensors.stream()
                .filter(tensor -> tensor.name().equals("token_embd.weight"))
                .map(tensor -> tensor.dimensions().getLast())
                .findFirst()
                .orElseThrow(() -> new CheckpointException(
                        name(),
                        "the weights have no model.embed_tokens.weight",
                        "the embeddings",
                        "The folder is incomplete; download it again."));
        if (rows != config.vocabulary()) {
            throw config.fields().wrong("vocab_size", rows + ", the rows of the embeddings");
        }
    }

    /**
     * Opens a folder and checks all of it but the tensors' values.
     *
     * @throws CheckpointException if a file is missing, damaged, or asks for what this build lacks
     */
    @SuppressWarnings("MustBeClosedChecker") // the folder that is returned owns the arena and closes it
    public static ModelFolder open(Path folder) {
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try {
            ModelFolder model = new ModelFolder(folder, arena);
            opened = true;
            return model;
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    private static FileState state(Path file) {
        try {
            return FileState.of(file);
        } catch (IOException e) {
            throw new CheckpointException(
                    CONFIG, "it cannot be read (" + FileFault.of(e) + ")", "a JSON object", "Check its permissions.");
        }
    }

    /** The folder's name. */
    public String name() {
        Path name = folder.toAbsolutePath().normalize().getFileName();
        return name == null ? folder.toString() : name.toString();
    }

    /** How many tensors a file of it has. */
    public int tensorCount() {
        return tensors.size() + extras.vectors().size();
    }

    /** What {@link OutputType#AUTO} is for this folder: the format of its first matrix. */
    public OutputType storedType() {
        return tensors.stream()
                .filter(tensor -> tensor.dimensions().size() > 1)
                .findFirst()
                .map(tensor -> OutputType.ofStored(tensor.stored()))
                .orElse(OutputType.F32);
    }

    /**
     * The file that the folder becomes; nothing is written yet. Only parts of a tensor are in memory when it is.
     *
     * @param progress is told before each tensor is written
     * @param reader is given a model of the same shapes, whose values are any: it throws where a file of it could not run
     */
    public NewGguf file(OutputType type, Runnable progress, Consumer<Gguf> reader) {
        MetadataDraft metadata = metadata(type);
        shapes(metadata).ifPresent(reader);
        List<NewTensor> files = new ArrayList<>();
        extras.files(progress).forEach(files::add);
        for (Composition tensor : tensors) {
            Format format = tensor.format(type);
            files.add(new NewTensor(tensor.name(), format, tensor.dimensions(), output -> {
                progress.run();
                new ComposedValues(weights, tensor, format).give(output::write);
                tensor.pieces().forEach(piece -> MappedPages.release(weights.data(piece.tensor())));
            }));
        }
        return new NewGguf(metadata, files);
    }

    /**
     * The model as a file would hold it: weights that are stored as a file has them stay where they are, the others are made anew
     * in memory. Takes this folder's mappings with it: close it instead.
     *
     * @throws CheckpointException if values cannot be made
     */
    Gguf assembled() {
        long bytes = 0;
        for (Composition tensor : tensors) {
            bytes += tensor.isAsStored(OutputType.AUTO) ? 0 : room(tensor);
        }
        MemorySegment made = arena.allocate(Math.max(1, extras.bytes() + bytes), ExtraVectors.ALIGNMENT);
        List<TensorInfo> infos = extras.laidInto(made);
        long at = extras.bytes();
        for (Composition tensor : tensors) {
            Format format = tensor.format(OutputType.AUTO);
            if (tensor.isAsStored(OutputType.AUTO)) {
                StoredTensor stored = tensor.pieces().getFirst().tensor();
                infos.add(new TensorInfo(
                        tensor.name(),
                        format,
                        tensor.dimensions(),
                        stored.file() + 1,
                        stored.offset(),
                        stored.bytes()));
            } else {
                infos.add(new TensorInfo(
                        tensor.name(), format, tensor.dimensions(), 0, at, format.bytes(tensor.values())));
                make(tensor, made.asSlice(at, format.bytes(tensor.values())));
                at += room(tensor);
            }
        }
        return Gguf.assembled(folder, name(), arena, metadata(OutputType.AUTO), parts(made), infos);
    }

    /**
     * A model of the same shapes, whose tensors lie anywhere in the folder's weights: to be checked, not computed with. Empty where
     * the weights have no room for a tensor that is put together of several.
     */
    private Optional<Gguf> shapes(MetadataDraft metadata) {
        MemorySegment made = arena.allocate(Math.max(1, extras.bytes()), ExtraVectors.ALIGNMENT);
        List<TensorInfo> infos = extras.laidInto(made);
        for (Composition tensor : tensors) {
            Format format = tensor.format(OutputType.AUTO);
            long length = format.bytes(tensor.values());
            StoredTensor stored = tensor.pieces().getFirst().tensor();
            long room = weights.files().get(stored.file()).bytes().byteSize() - length;
            if (room < 0) {
                return Optional.empty();
            }
            infos.add(new TensorInfo(
                    tensor.name(),
                    format,
                    tensor.dimensions(),
                    stored.file() + 1,
                    Math.min(stored.offset(), room),
                    length));
        }
        return Optional.of(Gguf.assembled(folder, name(), arena, metadata, parts(made), infos));
    }

    /**
     * What a file of it would be, for who describes models: no weights are read and no tokenizer, and there is no data behind the
     * tensors. Takes this folder's mappings with it: close it instead.
     */
    Gguf outlined() {
        List<TensorInfo> infos = extras.laidInto(MemorySegment.ofArray(new byte[Math.toIntExact(extras.bytes())]));
        for (Composition tensor : tensors) {
            Format format = tensor.format(OutputType.AUTO);
            infos.add(new TensorInfo(tensor.name(), format, tensor.dimensions(), 0, 0, format.bytes(tensor.values())));
        }
        MetadataDraft draft = described(OutputType.AUTO);
        draft.strings("tokenizer.ggml.tokens", Collections.nCopies(config.vocabulary(), ""));
        MappedPart nothing = new MappedPart(name(), MemorySegment.ofArray(new byte[0]), state);
        return Gguf.assembled(folder, name(), arena, draft, List.of(nothing), infos);
    }

    private void make(Composition tensor, MemorySegment target) {
        try {
            new ComposedValues(weights, tensor, tensor.format(OutputType.AUTO))
                    .give((part, offset) ->
                            target.asSlice(offset, part.byteSize()).copyFrom(part));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory has no such errors
        }
    }

    private List<MappedPart> parts(MemorySegment made) {
        List<MappedPart> parts = new ArrayList<>();
        parts.add(new MappedPart(name(), made.asReadOnly(), state));
        weights.files().forEach(file -> parts.add(new MappedPart(file.place(), file.bytes(), file.state())));
        return parts;
    }

    private static long room(Composition tensor) {
        return ExtraVectors.aligned(tensor.format(OutputType.AUTO).bytes(tensor.values()));
    }

    private MetadataDraft metadata(OutputType type) {
        MetadataDraft draft = described(type);
        new TokenizerKeys(folder, draft, config.vocabulary()).write(config.fields());
        return draft;
    }

    /** All but the tokenizer. */
    private MetadataDraft described(OutputType type) {
        MetadataDraft draft = new MetadataDraft();
        GeneralKeys.write(folder, name(), family, tensors, draft);
        family.keys(config, new ModelKeys(draft, family.architecture()));
        draft.u32("general.file_type", (type == OutputType.AUTO ? storedType() : type).fileType());
        GeneralKeys.quantization(draft);
        return draft;
    }

    /** Ends the mappings; a second call does nothing. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
