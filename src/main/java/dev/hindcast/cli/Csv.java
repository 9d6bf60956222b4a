package dev.hindcast.cli;

import java.util.List;

/** Lines of CSV as RFC 4180 has them, with a line feed at the end. */
final class Csv {
    private Csv() {}

    static String line(List<String> values) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            boolean quoted = value.indexOf(',') >= 0
                    || value.indexOf('"') >= 0
                    || value.indexOf('\n') >= 0
                    || value.indexOf('\r') >= 0;
            line.append(i == 0 ? "" : ",").append(quoted ? '"' + value.replace("\"", "\"\"") + '"' : value);
        }
        return line.append('\n').toString();
    }
}
