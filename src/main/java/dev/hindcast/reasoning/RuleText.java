package dev.hindcast.reasoning;

import dev.hindcast.evidence.Spelling;
import dev.hindcast.evidence.TextFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A rule file taken apart: its words without the comments, and its rules. It only reads, and notes what it cannot read;
 * {@link RuleLinter} judges. It knows no more of the language than the rules of this project may use.
 */
final class RuleText {
    enum Kind {
        WORD,
        NUMBER,
        STRING,
        SIGN
    }

    /**
     * @param text of a string without its quotes
     * @param at   where it begins in the file, and {@code end} where what follows it may begin
     */
    record Token(Kind kind, String text, int line, int at, int end) {
        /** Whether it is this word or sign; a string never is. */
        boolean is(String word) {
            return kind != Kind.STRING && text.equals(word);
        }

        boolean isWord() {
            return kind == Kind.WORD;
        }

        boolean isVariable() {
            return isWord() && text.startsWith("$");
        }
    }

    /** What stands outside rules: {@code package}, {@code import}, {@code global}, or what should not be there. */
    record Statement(Token first, String rest, int till) {}

    /** {@code @name(value)}, in the file at [from, till). */
    record Metadata(Token name, List<Token> value, int from, int till) {
        /** Its value as one text. */
        String text() {
            return value.stream().map(Token::text).collect(Collectors.joining());
        }
    }

    /** @param absent whether it stands under {@code not} or {@code exists}, so that later lines cannot use its variables */
    record Pattern(Token type, String variable, boolean absent, List<Token> inside) {}

    /**
     * @param other    words between name and {@code when} that are no metadata
     * @param branches whether there is an "or" in its conditions, so that it may fire without a fact for each pattern
     * @param from     where it begins in the file, and {@code till} where it ends
     */
    record Parsed(
            int from,
            int till,
            Token name,
            List<Metadata> metadata,
            List<Token> other,
            List<Pattern> patterns,
            boolean branches,
            List<Token> consequence) {
        boolean named() {
            return name.kind() == Kind.STRING;
        }

        boolean holds(Token token) {
            return token.at() >= from && token.at() < till;
        }
    }

    /** What cannot be read; what follows from it in the same rule need not be told as well. */
    record Trouble(Token at, RuleMistake mistake, String what, String maybe) {}

    private static final List<String> LONG_SIGNS = List.of("==", "!=", "<=", ">=", "&&", "||", ":=", "!.", "++", "--");
    private static final Set<String> STATEMENTS = Set.of("package", "import", "global", "rule");
    private static final Set<String> KEYWORDS = Set.of("rule", "when", "then", "end");
    /** What follows a word that is the beginning of something else than a keyword's part. */
    private static final Set<String> GOES_ON = Set.of("(", ":", ".", "=", "-");

    private static final Set<String> BANNED = Set.of("from", "accumulate", "acc", "collect", "forall", "eval", "over");
    private static final Set<String> JOINTS = Set.of("and", "or", "&&", "||", "(", ")", ";");

    private final TextFile file;
    private final String text;
    private final List<Statement> statements = new ArrayList<>();
    private final List<Parsed> rules = new ArrayList<>();
    private final List<Trouble> troubles = new ArrayList<>();
    private final List<Token> tokens = new ArrayList<>();
    private int next;

    RuleText(TextFile file) {
        this.file = file;
        this.text = file.text();
        tokenize();
        while (next < tokens.size()) {
            statement();
        }
    }

    TextFile file() {
        return file;
    }

    List<Statement> statements() {
        return statements;
    }

    List<Parsed> rules() {
        return rules;
    }

    List<Trouble> troubles() {
        return troubles;
    }

    /**
     * The file with blanks in place of its rules' metadata, every other word where it was. The engine's parser takes
     * longer over metadata than over all else, and needs none of it.
     */
    String withoutMetadata() {
        StringBuilder blank = new StringBuilder(text);
        for (Parsed parsed : rules) {
            for (Metadata metadata : parsed.metadata()) {
                for (int i = metadata.from(); i < metadata.till(); i++) {
                    if (text.charAt(i) != '\n') {
                        blank.setCharAt(i, ' ');
                    }
                }
            }
        }
        return blank.toString();
    }

    /** The rule's words from {@code when} to {@code end}, without comments and however they are set. */
    String body(Parsed parsed) {
        int from = parsed.metadata().stream()
                .mapToInt(Metadata::till)
                .max()
                .orElse(parsed.name().end());
        return tokens.stream()
                .filter(token -> token.at() >= from && token.end() <= parsed.till())
                .map(token -> text.substring(token.at(), token.end()))
                .collect(Collectors.joining(" "));
    }

    // -- words

    private void tokenize() {
        int line = 1;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            int end;
            if (Character.isWhitespace(c)) {
                end = at + 1;
            } else if (text.startsWith("//", at)) {
                end = indexOrEnd("\n", at);
            } else if (text.startsWith("/*", at)) {
                int close = text.indexOf("*/", at + 2);
                if (close < 0) {
                    trouble(
                            new Token(Kind.SIGN, "/*", line, at, at + 2),
                            RuleMistake.OPEN_COMMENT,
                            "The comment that begins here is never closed.",
                            "Maybe a missing */");
                }
                end = close < 0 ? text.length() : close + 2;
            } else if (c == '"' || c == '\'') {
                end = string(at, line);
            } else if (Character.isJavaIdentifierStart(c)) {
                end = word(at, line, Kind.WORD);
            } else if (Character.isDigit(c)) {
                end = word(at, line, Kind.NUMBER);
            } else {
                end = at + (at + 1 < text.length() && LONG_SIGNS.contains(text.substring(at, at + 2)) ? 2 : 1);
                tokens.add(new Token(Kind.SIGN, text.substring(at, end), line, at, end));
            }
            for (; at < end; at++) {
                line += text.charAt(at) == '\n' ? 1 : 0;
            }
        }
    }

    private int indexOrEnd(String sought, int from) {
        int found = text.indexOf(sought, from);
        return found < 0 ? text.length() : found;
    }

    private int string(int at, int line) {
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != text.charAt(at) && text.charAt(end) != '\n') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        end = Math.min(end, text.length());
        boolean closed = end < text.length() && text.charAt(end) == text.charAt(at);
        tokens.add(new Token(Kind.STRING, text.substring(at + 1, end), line, at, closed ? end + 1 : end));
        if (!closed) {
            trouble(
                    tokens.get(tokens.size() - 1),
                    RuleMistake.OPEN_TEXT,
                    "A quoted text on this line is never closed.",
                    "Maybe a missing " + text.charAt(at));
            return end;
        }
        return end + 1;
    }

    private int word(int at, int line, Kind kind) {
        int end = at + 1;
        while (end < text.length()
                && (Character.isJavaIdentifierPart(text.charAt(end))
                        || kind == Kind.NUMBER
                                && text.charAt(end) == '.'
                                && end + 1 < text.length()
                                && Character.isDigit(text.charAt(end + 1)))) {
            end++;
        }
        tokens.add(new Token(kind, text.substring(at, end), line, at, end));
        return end;
    }

    // -- statements and rules

    private void statement() {
        Token first = tokens.get(next++);
        if (first.is(";")) {
            return;
        }
        if (first.is("rule")) {
            rule();
            return;
        }
        StringBuilder rest = new StringBuilder();
        if (STATEMENTS.contains(first.text())) {
            // Such a statement ends with its line or with a semicolon.
            while (next < tokens.size()
                    && tokens.get(next).line() == first.line()
                    && !tokens.get(next).is(";")) {
                Token token = tokens.get(next++);
                boolean glued = token.kind() == Kind.SIGN
                        || rest.length() == 0
                        || rest.toString().endsWith(".");
                rest.append(glued ? "" : " ").append(token.text());
            }
        } else {
            while (next < tokens.size() && !startsStatement(next)) {
                next++;
            }
        }
        statements.add(
                new Statement(first, rest.toString(), tokens.get(next - 1).end()));
    }

    /** Words like {@code rule} may also be names inside a body, so only those that begin a line count. */
    private boolean startsStatement(int index) {
        Token token = tokens.get(index);
        return token.isWord()
                && STATEMENTS.contains(token.text())
                && tokens.get(index - 1).line() < token.line();
    }

    private void rule() {
        Token first = tokens.get(next - 1);
        if (next == tokens.size()) {
            trouble(first, RuleMistake.MISSING_NAME, "A rule without a name.", NAME_EXAMPLE);
            return;
        }
        Token name = tokens.get(next++);
        List<Metadata> metadata = new ArrayList<>();
        List<Token> other = new ArrayList<>();
        int troublesBefore = troubles.size();
        boolean hasWhen = false;
        while (next < tokens.size() && !atNextRule() && !tokens.get(next).is("then")) {
            if (keyword("when")) {
                hasWhen = true;
                next++;
                break;
            }
            if (tokens.get(next).is("@") && next + 1 < tokens.size()) {
                metadata.add(metadata());
            } else {
                other.add(tokens.get(next++));
            }
        }
        List<Token> condition = until("then");
        // Where then is missing, nothing tells the conditions from the conclusion.
        boolean hasThen = troubles.size() == troublesBefore
                || troubles.get(troubles.size() - 1).mistake() != RuleMistake.MISSING_KEYWORD;
        List<Token> consequence = hasThen ? until("end") : List.of();
        if (!hasWhen) {
            trouble(
                    name,
                    RuleMistake.MISSING_KEYWORD,
                    "The rule has no when.",
                    "Maybe write when between its metadata and its conditions.");
            other = List.of();
        } else if (condition.isEmpty()) {
            trouble(
                    name,
                    RuleMistake.NO_CONDITION,
                    "The rule has no condition.",
                    "Maybe name the facts it rests on between when and then.");
        }
        boolean branches = condition.stream().anyMatch(word -> word.is("or") || word.is("||"));
        int till = next < tokens.size() ? tokens.get(next).at() : text.length();
        rules.add(new Parsed(first.at(), till, name, metadata, other, conditions(condition), branches, consequence));
    }

    private static final String NAME_EXAMPLE = "Maybe rule \"A host exists while ...\"";

    private boolean atNextRule() {
        return startsStatement(next)
                && tokens.get(next).is("rule")
                && next + 1 < tokens.size()
                && tokens.get(next + 1).kind() == Kind.STRING;
    }

    private boolean beginsLine(int index) {
        return index == 0 || tokens.get(index - 1).line() < tokens.get(index).line();
    }

    /** Whether the next word is this one; a misspelt one that begins its line is noted and taken for it. */
    private boolean keyword(String word) {
        Token token = tokens.get(next);
        if (token.is(word)) {
            return next == 0 || !tokens.get(next - 1).is(".");
        }
        boolean continued = next + 1 < tokens.size()
                && GOES_ON.contains(tokens.get(next + 1).text());
        boolean meant = token.isWord()
                && beginsLine(next)
                && !continued
                && !KEYWORDS.contains(token.text())
                && Spelling.distance(token.text().toLowerCase(Locale.ROOT), word) <= 1;
        if (meant) {
            trouble(
                    token,
                    RuleMistake.MISSPELT_KEYWORD,
                    "'" + token.text() + "' is no word of a rule.",
                    "Maybe you meant " + word + ".");
        }
        return meant;
    }

    private Metadata metadata() {
        int from = tokens.get(next).at();
        Token name = tokens.get(next + 1);
        List<Token> value = List.of();
        next += 2;
        if (next < tokens.size() && tokens.get(next).is("(")) {
            int close = next + 1;
            while (close < tokens.size()
                    && !tokens.get(close).is(")")
                    && !tokens.get(close).is("@")
                    && !(beginsLine(close)
                            && KEYWORDS.contains(tokens.get(close).text()))) {
                close++;
            }
            value = tokens.subList(next + 1, close);
            boolean closed = close < tokens.size() && tokens.get(close).is(")");
            if (!closed) {
                trouble(
                        name,
                        RuleMistake.OPEN_BRACKET,
                        "The bracket after @" + name.text() + " is never closed.",
                        "Maybe a missing ) at the end of its value.");
            }
            next = closed ? close + 1 : close;
        }
        return new Metadata(name, value, from, tokens.get(next - 1).end());
    }

    /** The words before the one that ends this part; a method may bear its name ({@code conclude.end(...)}). */
    private List<Token> until(String closingWord) {
        int from = next;
        while (next < tokens.size() && !atNextRule()) {
            if (keyword(closingWord)) {
                next++;
                return tokens.subList(from, next - 1);
            }
            if (closingWord.equals("then")
                    && tokens.get(next).is("end")
                    && !tokens.get(next - 1).is(".")) {
                break;
            }
            next++;
        }
        List<Token> words = tokens.subList(from, next);
        trouble(
                tokens.get(next - 1),
                RuleMistake.MISSING_KEYWORD,
                "The rule has no " + closingWord + ".",
                closingWord.equals("end")
                        ? "Maybe write end on a line of its own after this one."
                        : "Maybe write then on a line of its own between the conditions and conclude.");
        if (next < tokens.size() && tokens.get(next).is("end")) {
            next++;
        }
        return words;
    }

    // -- conditions

    private List<Pattern> conditions(List<Token> words) {
        List<Pattern> patterns = new ArrayList<>();
        int at = 0;
        int depth = 0;
        Token open = null;
        while (at < words.size()) {
            Token word = words.get(at);
            if (word.is("not") || word.is("exists")) {
                at = absence(words, at, patterns);
            } else if (JOINTS.contains(word.text()) && word.kind() != Kind.STRING) {
                depth += word.is("(") ? 1 : word.is(")") ? -1 : 0;
                if (depth < 0) {
                    trouble(
                            word,
                            RuleMistake.STRAY_BRACKET,
                            "This bracket closes none.",
                            "Maybe delete it, or a ( is missing before it.");
                    depth = 0;
                }
                open = word.is("(") ? word : open;
                at++;
            } else {
                at = pattern(words, at, false, patterns);
            }
        }
        if (depth > 0) {
            trouble(open, RuleMistake.OPEN_BRACKET, "This bracket is never closed.", "Maybe a missing )");
        }
        return patterns;
    }

    /** Reads {@code not X(...)} or {@code not (X(...))}. */
    private int absence(List<Token> words, int at, List<Pattern> patterns) {
        Token word = words.get(at);
        if (at + 1 == words.size()) {
            trouble(
                    word,
                    RuleMistake.UNREADABLE_CONDITION,
                    word.text() + " stands alone.",
                    "Maybe a fact is missing after it.");
            return at + 1;
        }
        if (!words.get(at + 1).is("(")) {
            return pattern(words, at + 1, true, patterns);
        }
        int close = closing(words, at + 1);
        List<Token> inside = words.subList(at + 2, Math.min(close, words.size()));
        List<Pattern> found = new ArrayList<>();
        int within = 0;
        boolean joined = false;
        while (within < inside.size()) {
            Token token = inside.get(within);
            if (token.is("not") || token.is("exists") || JOINTS.contains(token.text())) {
                joined = true;
                within++;
            } else {
                within = pattern(inside, within, true, found);
            }
        }
        if (joined || found.size() != 1) {
            trouble(
                    word,
                    RuleMistake.ABSENCE_OF_SEVERAL,
                    word.text() + " stands over more than one fact; the engine may then never fire the rule.",
                    "Maybe split it: one " + word.text() + " for each fact, or one rule for each case.");
        }
        patterns.addAll(found);
        return close + 1;
    }

    /** Reads {@code $variable : Type(...)}; what is something else is noted, and the rest of its line passed over. */
    private int pattern(List<Token> words, int at, boolean absent, List<Pattern> patterns) {
        int type = at + 2 < words.size()
                        && words.get(at).isWord()
                        && words.get(at + 1).is(":")
                ? at + 2
                : at;
        Token word = words.get(type);
        boolean banned = word.isWord() && BANNED.contains(word.text());
        if (!banned
                && word.isWord()
                && type + 1 < words.size()
                && words.get(type + 1).is("(")) {
            int close = closing(words, type + 1);
            if (close == words.size()) {
                trouble(
                        words.get(type + 1),
                        RuleMistake.OPEN_BRACKET,
                        "The bracket after " + word.text() + " is never closed.",
                        "Maybe a missing )");
            }
            patterns.add(
                    new Pattern(word, type > at ? words.get(at).text() : "", absent, words.subList(type + 2, close)));
            return close + 1;
        }
        if (!banned) {
            trouble(
                    word,
                    RuleMistake.UNREADABLE_CONDITION,
                    "'" + word.text() + "' cannot be read as a condition.",
                    "Maybe a condition is written: $row : NovaService(host == \"a\")");
        } else {
            trouble(
                    word,
                    RuleMistake.HIDDEN_MATCH,
                    "'" + word.text() + "' is not allowed: what it matches is lost to explanations.",
                    "Maybe bind each fact by a line of its own, and let a fact made in Java do sums.");
        }
        int end = type + 1;
        if (end < words.size() && words.get(end).is("(")) {
            end = closing(words, end) + 1;
        }
        while (end < words.size() && words.get(end).line() == word.line()) {
            end++;
        }
        return end;
    }

    /** Index of the bracket that closes the one at {@code open}; the number of words if none does. */
    static int closing(List<Token> words, int open) {
        int depth = 0;
        for (int i = open; i < words.size(); i++) {
            if (words.get(i).is("(") || words.get(i).is("[") || words.get(i).is("{")) {
                depth++;
            } else if (words.get(i).is(")")
                    || words.get(i).is("]")
                    || words.get(i).is("}")) {
                depth--;
                if (depth == 0) {
                    return i;
                }
            }
        }
        return words.size();
    }

    private void trouble(Token at, RuleMistake mistake, String what, String maybe) {
        troubles.add(new Trouble(at, mistake, what, maybe));
    }
}
