package org.cria.cli.portable;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cria.cli.arguments.DeviceArguments;
import org.cria.cli.device.DevicesReport;
import org.cria.cli.report.DoctorText;
import org.cria.cli.wording.Wording;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Backends;
import org.cria.kernels.backend.Receipt;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.lab.OperatorShare;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.bench.Bench;
import org.cria.model.bench.EnergyDomain;
import org.cria.model.bench.MachineEnergy;
import org.cria.model.bench.Samples;
import org.cria.model.bench.Trial;
import org.cria.model.check.selftest.DeviceCheck;
import org.cria.model.doctor.Doctor;
import org.cria.model.forward.Session;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.lab.ModelOperators;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.sample.Temperature;

/** One part of the check, in a JVM that was started for TornadoVM. */
public final class CheckedPart {
    private static final String PROMPT =
            "The quick brown fox jumps over the lazy dog. One, two, three, four: 1 + 2 = 3.";

    /** llama.cpp's answers have so many tokens at most. */
    private static final int GOLDEN_TOKENS = 16;

    private static final int GOLDENS = 12;
    private static final int CONTEXT = 1024;

    /** More than devices' caches hold. */
    private static final long MEASURED_BYTES = 192L << 20;

    /** A device that takes longer for a token gets shorter tests. */
    private static final long SLOW_NANOS = 50_000_000;

    private static final int REPETITIONS = 3;

    private final PartFindings findings;
    private final ObjectNode found;
    private final String device;
    private final Path model;

    private CheckedPart(Path file, String device, Path model) {
        this.findings = new PartFindings(file);
        this.found = findings.found();
        this.device = device;
        this.model = model;
    }

    /**
     * Runs a part and ends the process.
     *
     * @param args part, file for what is found, device, model, golden file
     */
    public static void main(String[] args) throws IOException {
        CheckedPart part = new CheckedPart(Path.of(args[1]), args[2], Path.of(args[3]));
        long start = System.nanoTime();
        try {
            switch (Part.valueOf(args[0])) {
                case DEVICES -> part.devices();
                case GOLDEN -> part.golden(Path.of(args[4]));
                case OPERATORS -> part.operators();
                case SPEED -> part.speed();
                case KERNELS -> part.kernels();
                case SHAPES -> part.shapes();
            }
        } catch (CriaException e) {
            part.found.put("problem", Wording.of(e));
        }
        part.found.put("seconds", (System.nanoTime() - start) / 1e9);
        part.findings.keep();
        System.exit(0); // whatever a driver started
    }

    private void devices() throws IOException {
        var finder = DeviceArguments.finder();
        found.setAll(
                (ObjectNode) PartFindings.JSON.readTree(new DevicesReport(finder.survey(false), finder.sdk()).json()));
    }

    private ModelOptions on(String where) {
        return ModelOptions.defaults()
                .withDevice(where)
                .withContextSize(CONTEXT)
                .withoutMemoryCheck();
    }

    private void golden(Path file) throws IOException {
        List<int[]> prompts = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (String line : Files.readAllLines(file).subList(0, GOLDENS)) {
            String[] fields = line.split("\t", -1);
            prompts.add(Stream.of(fields[2].split(" ", -1))
                    .mapToInt(Integer::parseInt)
                    .toArray());
            expected.add(fields[3].replaceAll(" 2$", "")); // which ends an answer
        }
        List<String> cpu = new ArrayList<>();
        try (Model opened = Model.open(model, on(Backends.host().name()))) {
            prompts.forEach(prompt -> cpu.add(answer(opened, prompt)));
        }
        found.put("cpu_as_llama_cpp", same(cpu, expected));
        List<String> there = new ArrayList<>();
        List<String> again = new ArrayList<>();
        try (Model opened = Model.open(model, on(device))) {
            for (int[] prompt : prompts) {
                there.add(answer(opened, prompt));
                found.put("prompts", there.size())
                        .put("as_the_cpu", same(there, cpu))
                        .put("as_llama_cpp", same(there, expected));
                findings.keep();
            }
            for (int[] prompt : prompts) {
                again.add(answer(opened, prompt));
                found.put("again", again.size()).put("again_the_same", same(again, there));
                findings.keep();
            }
        }
    }

    /** How many of the first are equal to those in the same place. */
    private static long same(List<String> some, List<String> others) {
        return IntStream.range(0, some.size())
                .filter(i -> some.get(i).equals(others.get(i)))
                .count();
    }

    private static String answer(Model opened, int[] prompt) {
        GenerationSettings greedy = GenerationSettings.defaults()
                .withSampling(SamplerSettings.defaults().with(Temperature.VALUE, 0f))
                .withPredict(GOLDEN_TOKENS);
        List<String> answer = new ArrayList<>();
        try (Session session = opened.newSession()) {
            opened.generate(session, prompt, greedy)
                    .forEachRemaining(piece -> answer.add(String.valueOf(piece.token())));
        }
        return String.join(" ", answer).replaceAll(" 2$", "");
    }

    private void operators() {
        Doctor.Report report = Doctor.examine(model, on(device), PROMPT, true, Progress.NONE);
        found.put("right", report.diagnosis().isFine())
                .put("operators", report.diagnosis().observations().size())
                .put("text", DoctorText.of(report));
    }

    private void speed() {
        long start = System.nanoTime();
        try (Model opened = Model.open(model, on(device).withContextSize(CONTEXT))) {
            found.put("open_seconds", (System.nanoTime() - start) / 1e9);
            findings.keep();
            Bench bench = new Bench(opened, MachineEnergy.here(), () -> true);
            bench.measure(new Trial(0, 1, 0), 1, true).ifPresent(first -> {
                boolean slow = first.meanNanos() > SLOW_NANOS;
                measure(bench, "decode", new Trial(0, slow ? 4 : 128, 0), slow);
                receipt(opened);
                measure(bench, "prefill", new Trial(slow ? 64 : 512, 0, 0), slow);
            });
        }
    }

    private void measure(Bench bench, String name, Trial trial, boolean slow) {
        bench.measure(trial, slow ? 1 : REPETITIONS, !slow).ifPresent(samples -> {
            put(found.putObject(name), samples, trial);
            findings.keep();
        });
    }

    private static void put(ObjectNode object, Samples samples, Trial trial) {
        object.put("tokens", trial.tokens())
                .put("tokens_per_second", samples.meanSpeed())
                .put("deviation", samples.deviationSpeed());
        samples.joulesPerToken(EnergyDomain.GPU).ifPresent(joules -> object.put("gpu_joules_per_token", joules));
    }

    private void receipt(Model opened) {
        for (Receipt.Account account : opened.receipt().parts()) {
            Receipt.Work text = account.text();
            if (text.rows() > 0 && text.launches() > 0) {
                found.put("launches_per_token", (double) text.launches() / text.rows())
                        .put("bytes_per_token", account.tokenBytes())
                        .put("upload_seconds", account.start().uploadNanos() / 1e9)
                        .put("compile_seconds", account.start().compileNanos() / 1e9);
                findings.keep();
            }
        }
    }

    private void kernels() {
        Backend backend = Backends.choose(device);
        Workbench bench = backend.workbench().orElseThrow();
        found.put("identity", bench.identity())
                .put("bytes_per_second", bench.bandwidth(MEASURED_BYTES))
                .put("launch_nanos", bench.launchNanos());
        findings.keep();
        List<OperatorShare> shares = ModelOperators.of(
                model,
                on(device).withContextSize(CONTEXT),
                (program, settings) -> OperatorShare.of(backend, program, settings, Progress.NONE));
        ArrayNode kernels = found.putArray("operators");
        for (OperatorShare share : shares) {
            kernels.addObject()
                    .put("operator", share.operator())
                    .put("phase", share.phase().toString())
                    .put("layers", share.layers())
                    .put("launches", share.launches())
                    .put("bytes", share.bytes())
                    .put("operations", share.operations())
                    .put("nanos", share.nanos())
                    .put("share", share.share());
        }
    }

    /** The self-test that a user's first run would have: each kernel in this model's shapes. */
    private void shapes() throws IOException {
        Path passed = Files.createTempDirectory("self-test");
        try (Model opened =
                Model.open(model, on(device).withContextSize(CONTEXT), DeviceCheck.in(passed, Progress.NONE))) {
            ArrayNode notes =
                    found.put("right", true).put("device", opened.device()).putArray("notes");
            opened.notes().forEach(note -> notes.add(Wording.of(note)));
        }
    }
}
