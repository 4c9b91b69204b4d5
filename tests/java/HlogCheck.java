// Reads an interval log with HdrHistogram's own library and prints what it finds, a "NAME NUMBER" a line.
import java.io.FileNotFoundException;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

public class HlogCheck {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    public static void main(String[] arguments) throws FileNotFoundException {
        HistogramLogReader reader = new HistogramLogReader(arguments[0]);
        Histogram all = new Histogram(1, 3_600_000_000_000L, 3);
        int intervals = 0;
        long firstStart = 0;
        for (EncodableHistogram one; (one = reader.nextIntervalHistogram()) != null; ++intervals) {
            if (intervals == 0) firstStart = one.getStartTimeStamp();
            all.add((Histogram) one);
        }
        System.out.println("intervals " + intervals);
        System.out.println("start_ms " + Math.round(reader.getStartTimeSec() * 1000));
        System.out.println("first_start_ms " + firstStart);
        System.out.println("count " + all.getTotalCount());
        for (double percentile : PERCENTILES) {
            System.out.println("p" + Double.toString(percentile).replace(".0", "") + " " + all.getValueAtPercentile(percentile));
        }
        System.out.println("max " + all.getMaxValue());
    }
}
