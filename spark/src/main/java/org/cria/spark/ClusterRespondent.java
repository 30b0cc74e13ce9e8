package org.cria.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.cria.model.eval.Requests;
import org.cria.model.eval.Respondent;
import org.cria.model.eval.Response;
import scala.Function2;
import scala.reflect.ClassTag;
import scala.runtime.BoxedUnit;

/** The executors' models. Requests go to them in parts; the answers of a part are heard of when all of it is done. */
final class ClusterRespondent implements Respondent {
    /** When an executor goes, so much of its work is done again; requests that share their beginnings gain from being together. */
    private static final int PARTS_PER_CORE = 4;

    private static final ClassTag<Response[]> ANSWERS = ClassTag.apply(Response[].class);

    private final SparkContext context;
    private final ModelSetup setup;

    /** @param setup that is {@linkplain ModelSetup#placed placed} */
    ClusterRespondent(SparkContext context, ModelSetup setup) {
        this.context = context;
        this.setup = setup;
    }

    @Override
    public void answer(Requests requests, Hearer hearer) {
        List<Requests> parts = requests.parts(PARTS_PER_CORE * context.defaultParallelism());
        List<Integer> firsts = new ArrayList<>();
        int first = 0;
        for (Requests part : parts) {
            firsts.add(first);
            first += part.size();
        }
        RDD<Requests> rdd = JavaSparkContext.fromSparkContext(context)
                .parallelize(parts, parts.size())
                .rdd();
        boolean[] goesOn = {true};
        String tag = "cria-" + UUID.randomUUID();
        Function2<Object, Response[], BoxedUnit> hear = (part, answers) -> {
            goesOn[0] = goesOn[0] && hearer.heard(firsts.get((Integer) part), Arrays.asList(answers));
            if (!goesOn[0]) {
                context.cancelJobsWithTag(tag);
            }
            return BoxedUnit.UNIT;
        };
        context.addJobTag(tag);
        try {
            context.runJob(rdd, new AnswerTask(setup), hear, ANSWERS);
        } catch (Exception e) {
            if (goesOn[0]) {
                throw e;
            }
        } finally {
            context.removeJobTag(tag);
        }
    }

    @Override
    public void close() {}
}
