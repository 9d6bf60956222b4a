package dev.hindcast;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Ways in which files come to harm. The same random numbers do the same harm. */
public enum Mutation {
    FLIPPED_BYTES {
        @Override
        byte[] of(byte[] bytes, Random random) {
            for (int i = random.nextInt(8); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            return bytes;
        }
    },
    TELLING_BYTES {
        @Override
        byte[] of(byte[] bytes, Random random) {
            String telling = "'\"`\\;,()\n\0 -*/#x0:{}[]&\r";
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) telling.charAt(random.nextInt(telling.length()));
            }
            return bytes;
        }
    },
    CUT {
        @Override
        byte[] of(byte[] bytes, Random random) {
            return Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
    },
    HOLE {
        @Override
        byte[] of(byte[] bytes, Random random) {
            int at = random.nextInt(bytes.length);
            return spliced(bytes, at, Math.min(random.nextInt(2000), bytes.length - at), new byte[0]);
        }
    },
    NULS {
        @Override
        byte[] of(byte[] bytes, Random random) {
            int at = random.nextInt(bytes.length);
            Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(5000)), (byte) 0);
            return bytes;
        }
    },
    COPIED_STRETCH {
        @Override
        byte[] of(byte[] bytes, Random random) {
            int from = random.nextInt(bytes.length);
            byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + random.nextInt(3000)));
            return spliced(bytes, random.nextInt(bytes.length), 0, piece);
        }
    },
    LINES_SHUFFLED {
        @Override
        byte[] of(byte[] bytes, Random random) {
            List<String> lines = lines(bytes);
            int from = random.nextInt(lines.size());
            Collections.shuffle(lines.subList(from, Math.min(lines.size(), from + 1 + random.nextInt(20))), random);
            return joined(lines);
        }
    },
    LINES_DOUBLED {
        @Override
        byte[] of(byte[] bytes, Random random) {
            List<String> lines = lines(bytes);
            for (int i = random.nextInt(5); i >= 0; i--) {
                int at = random.nextInt(lines.size());
                lines.add(random.nextInt(lines.size()), lines.get(at));
            }
            return joined(lines);
        }
    },
    LINES_LOST {
        @Override
        byte[] of(byte[] bytes, Random random) {
            List<String> lines = lines(bytes);
            for (int i = random.nextInt(5); i >= 0 && lines.size() > 1; i--) {
                lines.remove(random.nextInt(lines.size()));
            }
            return joined(lines);
        }
    },
    LONG_TOKEN {
        @Override
        byte[] of(byte[] bytes, Random random) {
            String[] pieces = {"x", "'", "\\", "(", "),(", "1,", "/*", "`", "-- ", "\u00e9", "\n", ";\n", "(1,'),\n(',"};
            String piece = pieces[random.nextInt(pieces.length)];
            byte[] token = piece.repeat((1 << random.nextInt(18)) / piece.length() + 1).getBytes(StandardCharsets.UTF_8);
            return spliced(bytes, random.nextInt(bytes.length), 0, token);
        }
    },
    VALUES_LOST_OR_ADDED {
        @Override
        byte[] of(byte[] bytes, Random random) {
            String text = latin1(bytes);
            for (int i = random.nextInt(4); i >= 0; i--) {
                int at = text.indexOf(',', random.nextInt(text.length()));
                if (at >= 0) {
                    String[] others = {"", ",NULL,", ",'',", ",,", ",(", "),", ",0x,", ",_binary 'a',"};
                    text = text.substring(0, at) + others[random.nextInt(others.length)] + text.substring(at + 1);
                }
            }
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
    },
    LATIN1 {
        @Override
        byte[] of(byte[] bytes, Random random) {
            for (int i = random.nextInt(50); i >= 0; i--) {
                int at = random.nextInt(bytes.length);
                if (Character.isLetter(bytes[at])) {
                    bytes[at] = (byte) (0xe0 + random.nextInt(31));
                }
            }
            return bytes;
        }
    },
    WINDOWS_LINES {
        @Override
        byte[] of(byte[] bytes, Random random) {
            return latin1(bytes).replace("\n", random.nextBoolean() ? "\r\n" : "\r").getBytes(StandardCharsets.ISO_8859_1);
        }
    },
    FOREIGN_TEXT {
        @Override
        byte[] of(byte[] bytes, Random random) {
            String[] texts = {
                "/* a /* nested */ comment */",
                "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER x BEFORE INSERT ON t FOR EACH ROW ';' */;;",
                "\nDELIMITER ;;\nCREATE PROCEDURE p() BEGIN SELECT 'it''s; '; END ;;\nDELIMITER ;\n",
                "\nDELIMITER $$\n",
                "-- \n",
                "--",
                "\n# INSERT INTO `x` VALUES (1);\n",
                "INSERT INTO `a`.`b` (`c`) SELECT 1;\n",
                "\nUSE `nova`;\n",
                "CREATE TABLE `instances` (`uuid` int);\n",
                "\n-- Dump completed on 2024-02-31 25:00:00\n",
                "\nPRAGMA foreign_keys=OFF;\n",
                "$(x)%s{}\u0000",
            };
            byte[] text = texts[random.nextInt(texts.length)].getBytes(StandardCharsets.UTF_8);
            return spliced(bytes, random.nextInt(bytes.length), 0, text);
        }
    };

    /** The harm done to bytes of at least one, which it may change. */
    abstract byte[] of(byte[] bytes, Random random);

    /** One to three mutations of a copy of the bytes; their names are added to a list. */
    public static byte[] some(byte[] bytes, Random random, List<String> names) {
        byte[] harmed = bytes.clone();
        for (int i = random.nextInt(3); i >= 0 && harmed.length > 0; i--) {
            Mutation mutation = values()[random.nextInt(values().length)];
            names.add(mutation.name());
            harmed = mutation.of(harmed, random);
        }
        return harmed;
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static List<String> lines(byte[] bytes) {
        return new ArrayList<>(List.of(latin1(bytes).split("\n", -1)));
    }

    private static byte[] joined(List<String> lines) {
        return String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] spliced(byte[] bytes, int at, int without, byte[] with) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + with.length);
        out.write(bytes, 0, at);
        out.writeBytes(with);
        out.write(bytes, at + without, bytes.length - at - without);
        return out.toByteArray();
    }
}
