package uk.ac.manchester.tornado.api.enums;

/** Where figures go: TornadoVM's {@code ProfilerMode}. */
public enum ProfilerMode {
    CONSOLE,
    SILENT
}
