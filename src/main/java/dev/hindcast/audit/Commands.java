package dev.hindcast.audit;

import dev.hindcast.evidence.Micros;
import dev.hindcast.metrics.Series;
import dev.hindcast.store.ResultReader.Region;

/**
 * What is to be typed next, as one would type it in a shell.
 *
 * @param hindcast how the program was called
 * @param result   the result file as it was named
 */
public record Commands(String hindcast, String result) {
    /** {@code hindcast explain region.db} with these arguments behind it. */
    public String explain(String arguments) {
        return hindcast + " explain " + word(result) + arguments;
    }

    /** What explains a number. */
    public String number(Region region, Series series, String resource, long at) {
        return explain(" --region " + word(region.name()) + " --series " + series.text() + " --resource "
                + word(resource) + " --at " + Micros.text(at));
    }

    String span(long id) {
        return explain(" --span " + id);
    }

    /** @param option {@code --host} or {@code --instance} */
    String story(Region region, String option, String name) {
        return explain(" --region " + word(region.name()) + " " + option + " " + word(name));
    }

    String whyNot(Region region, String arguments) {
        return hindcast + " why-not " + word(result) + " --region " + word(region.name()) + arguments;
    }

    /** One word of a shell, whatever it holds. */
    public static String word(String text) {
        return text.matches("[\\w./:@%+=-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
