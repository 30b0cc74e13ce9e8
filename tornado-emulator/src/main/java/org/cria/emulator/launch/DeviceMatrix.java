package org.cria.emulator.launch;

/** A matrix on the device: a buffer of rows · columns · depth numbers, depth running fastest. */
public final class DeviceMatrix {
    private final DeviceBuffer numbers;
    private final int rows;
    private final int columns;
    private final int depth;

    public DeviceMatrix(DeviceBuffer numbers, int rows, int columns, int depth) {
        this.numbers = numbers;
        this.rows = rows;
        this.columns = columns;
        this.depth = depth;
    }

    DeviceBuffer numbers() {
        return numbers;
    }

    private int at(int i, int j, int k) {
        return (i * columns + j) * depth + k;
    }

    public int getNumRows() {
        return rows;
    }

    public int getNumColumns() {
        return columns;
    }

    public int getNumDepth() {
        return depth;
    }

    public float getFloat(int i, int j, WorkItem item, int site) {
        return numbers.getFloat(at(i, j, 0), item, site);
    }

    public float getFloat(int i, int j, int k, WorkItem item, int site) {
        return numbers.getFloat(at(i, j, k), item, site);
    }

    public void setFloat(int i, int j, float value, WorkItem item, int site) {
        numbers.setFloat(at(i, j, 0), value, item, site);
    }

    public void setFloat(int i, int j, int k, float value, WorkItem item, int site) {
        numbers.setFloat(at(i, j, k), value, item, site);
    }

    public int getInt(int i, int j, WorkItem item, int site) {
        return numbers.getInt(at(i, j, 0), item, site);
    }

    public int getInt(int i, int j, int k, WorkItem item, int site) {
        return numbers.getInt(at(i, j, k), item, site);
    }

    public void setInt(int i, int j, int value, WorkItem item, int site) {
        numbers.setInt(at(i, j, 0), value, item, site);
    }

    public void setInt(int i, int j, int k, int value, WorkItem item, int site) {
        numbers.setInt(at(i, j, k), value, item, site);
    }

    public double getDouble(int i, int j, WorkItem item, int site) {
        return numbers.getDouble(at(i, j, 0), item, site);
    }

    public double getDouble(int i, int j, int k, WorkItem item, int site) {
        return numbers.getDouble(at(i, j, k), item, site);
    }

    public void setDouble(int i, int j, double value, WorkItem item, int site) {
        numbers.setDouble(at(i, j, 0), value, item, site);
    }

    public void setDouble(int i, int j, int k, double value, WorkItem item, int site) {
        numbers.setDouble(at(i, j, k), value, item, site);
    }
}
