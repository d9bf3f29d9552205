// Invents Indonesian people for generated contacts. Loaded only by worlds that ask for them.
import { base, Faker, id_ID } from '@faker-js/faker'

import type { People } from '../engine/ports.ts'

export function fakerPeople(): People {
  const faker = new Faker({ locale: [id_ID, base] })
  return {
    person: (seed) => {
      faker.seed(seed)
      const sex = faker.person.sexType()
      const firstName = faker.person.firstName(sex)
      const lastName = faker.person.lastName(sex)
      const email = faker.internet.email({ firstName, lastName, provider: 'example.com' })
      return { name: `${firstName} ${lastName}`, email: email.toLowerCase() }
    },
  }
}
