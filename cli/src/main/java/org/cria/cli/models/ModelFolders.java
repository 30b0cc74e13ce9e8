package org.cria.cli.models;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folders in which models are found by name: those of {@code $CRIA_MODELS}, then {@code ~/.cache/cria/models}. A model's
 * name is its file's without {@code .gguf}; a split model has the name that its shards share.
 */
public record ModelFolders(List<Path> folders) {
    public static final String VARIABLE = "CRIA_MODELS";

    private static final Pattern SHARD = Pattern.compile("(.+)-(\\d{5})(-of-\\d{5})\\.gguf");
    private static final String FIRST = "00001";

    /** A file and the name that it goes by. */
    public record Entry(String name, Path file) {}

    public ModelFolders {
        folders = List.copyOf(folders);
    }

    /** As the environment has them. */
    public static ModelFolders of(Map<String, String> environment) {
        List<Path> folders = new ArrayList<>();
        for (String folder : environment.getOrDefault(VARIABLE, "").split(Pattern.quote(File.pathSeparator), -1)) {
            if (!folder.isBlank()) {
                folders.add(Path.of(folder));
            }
        }
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        folders.add(Path.of(home, ".cache", "cria", "models"));
        return new ModelFolders(folders);
    }

    /** All models, folder by folder, by name; where two have the same, the first is meant. */
    public List<Entry> models() {
        return folders.stream().flatMap(folder -> models(folder).stream()).toList();
    }

    /** The models in one folder, by name; none where there is no such folder. */
    public static List<Entry> models(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.gguf")) {
            for (Path file : files) {
                name(file).ifPresent(name -> entries.add(new Entry(name, file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
        entries.sort(Comparator.comparing(Entry::name, String.CASE_INSENSITIVE_ORDER));
        return entries;
    }

    /** The name of a file; none for a shard that is found by way of the first. */
    private static Optional<String> name(Path file) {
        String text = file.getFileName().toString();
        Matcher shard = SHARD.matcher(text);
        if (shard.matches()) {
            if (shard.group(2).equals(FIRST)) {
                return Optional.of(shard.group(1));
            }
            Path first = file.resolveSibling(shard.group(1) + "-" + FIRST + shard.group(3) + ".gguf");
            if (Files.exists(first)) {
                return Optional.empty();
            }
        }
        return Optional.of(text.substring(0, text.length() - ".gguf".length()));
    }

    /** The name of any file: its own without {@code .gguf} and without a shard's number. */
    public static String nameOf(Path file) {
        String text = file.getFileName().toString();
        Matcher shard = SHARD.matcher(text);
        return shard.matches() ? shard.group(1) : text.replaceFirst("\\.gguf$", "");
    }

    /** The file of the model with this name; {@code .gguf} behind it does not matter. */
    Optional<Path> find(String name) {
        return models().stream()
                .filter(entry -> entry.name().equals(name)
                        || entry.file().getFileName().toString().equals(name))
                .map(Entry::file)
                .findFirst();
    }

    /** All files of the model with this name: of a split one, its shards. */
    public List<Path> files(String name) {
        Optional<Path> first = find(name);
        if (first.isEmpty()) {
            return List.of();
        }
        Matcher shard = SHARD.matcher(first.get().getFileName().toString());
        if (!shard.matches()) {
            return List.of(first.get());
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                first.get().toAbsolutePath().getParent(),
                file -> isOfOneModel(shard, SHARD.matcher(file.getFileName().toString())))) {
            List<Path> shards = new ArrayList<>();
            files.forEach(shards::add);
            return shards;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + first.get().getParent(), e);
        }
    }

    private static boolean isOfOneModel(Matcher first, Matcher other) {
        return other.matches()
                && other.group(1).equals(first.group(1))
                && other.group(3).equals(first.group(3));
    }

    /** Where models are looked for, for messages. */
    public String text() {
        return String.join(", ", folders.stream().map(Path::toString).toList());
    }
}
