package org.cria.cli.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.cria.kernels.CriaException;
import org.cria.model.storage.FileFault;

/** NVIDIA's tools on the path, which need no GPU: nvcc makes PTX of CUDA C, ptxas machine code of PTX. */
public final class GpuAssembler {
    private final List<String> gpus;

    /**
     * For some GPUs.
     *
     * @param gpus such as {@code sm_90}
     * @throws CriaException if one is not named so
     */
    public GpuAssembler(List<String> gpus) {
        for (String gpu : gpus) {
            if (!gpu.matches("sm_\\d{2,3}[af]?")) {
                throw new CriaException("--gpu names '" + gpu + "', expected names such as sm_75,sm_86,sm_90.");
            }
        }
        this.gpus = List.copyOf(gpus);
    }

    /** A line for each GPU on what becomes of a kernel, or why that cannot be told. */
    String lines(String kernel) {
        StringBuilder lines = new StringBuilder();
        for (String gpu : gpus) {
            lines.append("-- ").append(line(kernel, gpu)).append('\n');
        }
        return lines.toString();
    }

    private static String line(String kernel, String gpu) {
        if (kernel.contains("__kernel void")) {
            return gpu
                    + ": OpenCL C is compiled by the GPU's driver; TornadoVM's CUDA SDK generates what can be told of.";
        }
        try {
            Path folder = Files.createTempDirectory("cria-gpu-");
            try {
                return figures(kernel, gpu, folder);
            } finally {
                remove(folder);
            }
        } catch (IOException e) {
            throw new CriaException("a temporary folder cannot be used (" + FileFault.of(e) + ").", e);
        }
    }

    private static String figures(String kernel, String gpu, Path folder) throws IOException {
        Path ptx = folder.resolve("kernel.ptx");
        if (kernel.contains(".visible .entry")) {
            Files.writeString(ptx, kernel);
        } else {
            Path cuda = Files.writeString(folder.resolve("kernel.cu"), kernel);
            Ran ran = run("nvcc", List.of("-ptx", "-arch=" + gpu, "-o", ptx.toString(), cuda.toString()));
            if (!ran.fine()) {
                return gpu + ": " + ran.says();
            }
        }
        Ran ran = run(
                "ptxas",
                List.of(
                        "-v",
                        "-arch=" + gpu,
                        "-o",
                        folder.resolve("kernel.cubin").toString(),
                        ptx.toString()));
        return ran.fine()
                ? GpuFigures.of(gpu, Files.readString(ptx), ran.says()).text()
                : gpu + ": " + ran.says();
    }

    /** @param says what it printed; the first line of that if it failed */
    private record Ran(boolean fine, String says) {}

    private static Ran run(String tool, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(tool));
        command.addAll(arguments);
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return new Ran(false, tool + " is not on the path; it comes with NVIDIA's CUDA toolkit.");
        }
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            int status = process.waitFor();
            return status == 0
                    ? new Ran(true, printed)
                    : new Ran(
                            false,
                            tool + " failed: " + printed.lines().findFirst().orElse("exit code " + status));
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
