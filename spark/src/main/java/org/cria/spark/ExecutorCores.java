package org.cria.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/** How many cores an executor of a cluster has. Spark tells tasks how many they have, and executors nothing. */
final class ExecutorCores {
    private static final Pattern LOCAL = Pattern.compile("local\\[(\\d+)(?:,\\d+)?]");
    private static final Pattern LOCAL_CLUSTER = Pattern.compile("local-cluster\\[\\s*\\d+\\s*,\\s*(\\d+)\\s*,.*]");

    private ExecutorCores() {}

    /** The cores; {@link ModelSetup#BY_CORES} where an executor has all of its machine's. */
    static int of(String master, SparkConf conf) {
        Matcher cluster = LOCAL_CLUSTER.matcher(master);
        if (conf.contains("spark.executor.cores")) {
            return conf.getInt("spark.executor.cores", 1);
        }
        if (cluster.matches()) {
            return Integer.parseInt(cluster.group(1));
        }
        Matcher local = LOCAL.matcher(master);
        if (local.matches()) {
            return Integer.parseInt(local.group(1));
        }
        if (master.equals("local") || master.equals("yarn") || master.startsWith("k8s")) {
            return 1; // Spark's own default there
        }
        return ModelSetup.BY_CORES;
    }
}
