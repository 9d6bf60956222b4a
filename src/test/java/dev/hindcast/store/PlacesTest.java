package dev.hindcast.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlacesTest {
    @Test
    void things_have_the_places_in_which_they_were_first_named() {
        Places<String> places = new Places<>(String::equals);
        for (int seed = 0; seed < 200; seed++) {
            places.clear();
            Random random = new Random(seed);
            Map<String, Integer> known = new HashMap<>();
            for (int i = 0; i < random.nextInt(300); i++) {
                // Many of one number, and each time another object.
                int number = random.nextInt(200);
                String thing = new String("thing" + number);
                int expected = known.getOrDefault(thing, -1);
                assertEquals(expected, places.find(number % 50, thing));
                assertEquals(expected, places.findOrAdd(number % 50, thing));
                known.putIfAbsent(thing, known.size());
                assertEquals(known.get(thing), places.find(number % 50, thing));
            }
        }
    }

    @Test
    void two_objects_that_are_not_the_same_have_places_of_their_own() {
        Places<String> places = new Places<>((one, other) -> false);
        String one = new String("a");
        String other = new String("a");
        assertEquals(-1, places.findOrAdd(7, one));
        assertEquals(-1, places.findOrAdd(7, other));
        assertEquals(0, places.find(7, one));
        assertEquals(1, places.find(7, other));
    }
}
