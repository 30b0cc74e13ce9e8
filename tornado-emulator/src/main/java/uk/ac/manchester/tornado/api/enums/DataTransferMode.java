package uk.ac.manchester.tornado.api.enums;

/** When a copy between host and device happens: TornadoVM's {@code DataTransferMode}. */
public class DataTransferMode {
    /** Once, before the first run of the graph. */
    public static final int FIRST_EXECUTION = 0;

    /** At every run of the graph. */
    public static final int EVERY_EXECUTION = 1;

    /** Towards the host, when the program asks the result for it. */
    public static final int UNDER_DEMAND = 2;

    public DataTransferMode() {}
}
