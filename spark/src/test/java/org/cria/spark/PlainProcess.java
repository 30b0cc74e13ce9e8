package org.cria.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.generation.Piece;
import org.cria.model.json.JsonValue;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.sample.Temperature;
import org.cria.model.serve.Ending;
import org.cria.model.serve.Job;
import org.cria.model.serve.JobListener;
import org.cria.model.serve.Scheduler;
import org.cria.model.serve.ServeSettings;

/** What {@code scripts/check-spark} compares with: the same answers from a JVM without Spark, on one thread. */
public final class PlainProcess {
    private PlainProcess() {}

    /** MODEL INPUT OUTPUT PREDICT TEMPERATURE PART PARTS: answers each row whose number modulo PARTS is PART; prints the seconds it took. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int part = Integer.parseInt(args[5]);
        int parts = Integer.parseInt(args[6]);
        WrittenSettings settings = WrittenSettings.of(GenerationSettings.defaults()
                .withPredict(Integer.parseInt(args[3]))
                .withSampling(SamplerSettings.defaults().with(Temperature.VALUE, Float.parseFloat(args[4]))));
        Map<String, String> prompts = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(Path.of(args[1]));
        for (int i = part; i < lines.size(); i += parts) {
            JsonValue.Members row = (JsonValue.Members) JsonValue.parse(lines.get(i));
            if (row.members().get("prompt") instanceof JsonValue.Text(String prompt)) {
                prompts.put(String.valueOf(row.members().get("id")), prompt);
            }
        }
        long start = System.nanoTime();
        ModelOptions options = ModelOptions.defaults()
                .withDevice("cpu")
                .withThreads(1)
                .withContextSize(256)
                .withSessions(8);
        Map<String, StringBuilder> answers = new TreeMap<>();
        CountDownLatch left = new CountDownLatch(prompts.size());
        try (Model model = Model.open(Path.of(args[0]), options);
                Scheduler scheduler = new Scheduler(
                        model.engine(), model.tokenizer(), new ServeSettings(8, 1 << 20, Duration.ofMillis(500)))) {
            prompts.forEach((id, prompt) -> {
                StringBuilder answer = new StringBuilder();
                answers.put(id, answer);
                int[] tokens = model.tokenizer().prompt(prompt);
                Job job = new Job(tokens, settings.forKey(id), false, Duration.ofDays(1));
                scheduler.submit(List.of(job), List.of(new JobListener() {
                    @Override
                    public void said(Piece piece, int count) {
                        answer.append(piece.text());
                    }

                    @Override
                    public void ended(Ending ending) {
                        left.countDown();
                    }
                }));
            });
            left.await();
        }
        System.out.printf("%.2f%n", (System.nanoTime() - start) * 1e-9);
        List<String> out = new ArrayList<>();
        answers.forEach((id, answer) -> out.add(id + " " + JsonValue.quoted(answer.toString())));
        Files.write(Path.of(args[2]), out);
    }
}
