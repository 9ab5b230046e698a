"""Portuguese: its words, and its sentences to people."""

from agent.phrases.lexicon.places import ABBREVIATIONS, PLACES
from agent.phrases.lexicon.words import WEEKEND, WORKDAYS, Lexicon, Table
from agent.phrases.meaning import Clock, Part

MORNING = Part("manhã", 4, 12, 9)
AFTERNOON = Part("tarde", 12, 19, 15)
NIGHT = Part("noite", 18, 27, 20)
DAWN = Part("madrugada", 0, 6, 3)

_NUMBERS = """
    zero um dois tres quatro cinco seis sete oito nove dez onze doze treze quatorze quinze dezesseis dezessete
    dezoito dezenove vinte
""".split()
_FEMININE = {1: "uma", 2: "duas"}
_TENS = {
    20: "vinte",
    30: "trinta",
    40: "quarenta",
    50: "cinquenta",
    60: "sessenta",
    70: "setenta",
    80: "oitenta",
    90: "noventa",
}


def _numbers(low: int, high: int) -> dict[int, str]:
    return {n: ",".join([_NUMBERS[n], *([_FEMININE[n]] if n in _FEMININE else [])]) for n in range(low, high + 1)}


WORDS: Table = {
    "every": {
        True: """
            todo, toda, todos, todas, todos os, todas as, tds os, tds as, cada, a cada, td, tds, todo o, toda a, em
            todo, em toda, em cada, tda, tdo, a todo, a toda
        """
    },
    "all": {True: "todos, todas, todos os, todas as"},
    "other": {True: "outro, outra"},
    "weekday": {
        0: "segunda, segunda-feira, segunda feira, seg, 2a feira, 2a-feira",
        1: "terca, terca-feira, terca feira, ter, 3a feira, 3a-feira",
        2: "quarta, quarta-feira, quarta feira, qua, 4a feira, 4a-feira",
        3: "quinta, quinta-feira, quinta feira, qui, 5a feira, 5a-feira",
        4: "sexta, sexta-feira, sexta feira, sex, 6a feira, 6a-feira",
        5: "sabado, sab",
        6: "domingo, dom",
    },
    "plural": {
        0: "segundas, segundas-feiras, segundas feiras",
        1: "tercas, tercas-feiras, tercas feiras",
        2: "quartas, quartas-feiras, quartas feiras",
        3: "quintas, quintas-feiras, quintas feiras",
        4: "sextas, sextas-feiras, sextas feiras",
        5: "sabados",
        6: "domingos",
    },
    "dayset": {
        WORKDAYS: """
            dia util, dias uteis, durante a semana, dia de semana, dias de semana, dia da semana, dias da semana,
            dia de trabalho, dias de trabalho
        """,
        WEEKEND: """
            fim de semana, fins de semana, final de semana, finais de semana, fds, fim-de-semana, fins-de-semana
        """,
    },
    "business": {True: "dia util, dias uteis"},
    "unit": {
        "second": "segundo, segundos, segs",
        "minute": "minuto, minutos, min, mins",
        "hour": "hora, horas, hr, hrs",
        "day": "dia, dias",
        "week": "semana, semanas, sem",
        "fortnight": "quinzena, quinzenas",
        "month": "mes, meses",
        "quarter": "trimestre, trimestres",
        "year": "ano, anos",
    },
    "freq": {
        "day": "diariamente, diario, diaria",
        "week": "semanalmente, semanal",
        "fortnight": "quinzenalmente, quinzenal",
        "month": "mensalmente, mensal",
        "quarter": "trimestralmente, trimestral",
        "half": "semestralmente, semestral",
        "year": "anualmente, anual",
    },
    "number": {
        **_numbers(0, 20),
        14: "quatorze, catorze",
        16: "dezesseis, dezasseis",
        17: "dezessete, dezassete",
        19: "dezenove, dezanove",
        **{n: word for n, word in _TENS.items() if n > 20},
        100: "cem",
    },
    "ones": _numbers(1, 9),
    "tens": _TENS,
    "hundred": {100: "cento"},
    "hourword": {**_numbers(1, 20), 14: "quatorze, catorze"},
    "sixtieths": {
        5: "cinco",
        10: "dez",
        15: "quinze",
        20: "vinte",
        25: "vinte e cinco",
        30: "trinta",
        35: "trinta e cinco",
        40: "quarenta",
        45: "quarenta e cinco",
        50: "cinquenta",
        55: "cinquenta e cinco",
    },
    "ordinal": {
        1: "primeiro, primeira",
        2: "segundo, segunda",
        3: "terceiro, terceira",
        4: "quarto, quarta",
        5: "quinto, quinta",
        6: "sexto",
        7: "setimo, setima",
        8: "oitavo, oitava",
        9: "nono, nona",
        10: "decimo, decima",
        -1: "ultimo, ultima",
        -2: "penultimo, penultima",
        -3: "antepenultimo, antepenultima",
    },
    "month": {
        1: "janeiro, jan",
        2: "fevereiro, fev",
        3: "marco, mar",
        4: "abril, abr",
        5: "maio, mai",
        6: "junho, jun",
        7: "julho, jul",
        8: "agosto, ago",
        9: "setembro, set",
        10: "outubro, out",
        11: "novembro, nov",
        12: "dezembro, dez",
    },
    "part": {MORNING: "manha, manhazinha", AFTERNOON: "tarde, tardinha", NIGHT: "noite, noitinha", DAWN: "madrugada"},
    "parts": {MORNING: "manhas", AFTERNOON: "tardes", NIGHT: "noites", DAWN: "madrugadas"},
    "partof": {True: "da, de, pela, pelas, a, na, nas, durante a, na parte da, no periodo da"},
    "clock": {
        Clock(12, fixed=True): "meio-dia, meio dia, meiodia",
        Clock(0, fixed=True): "meia-noite, meia noite, meianoite",
    },
    "relday": {
        0: "hoje",
        1: "amanha, amnh, amanh",
        2: "depois de amanha",
        -1: "ontem",
        -2: "anteontem, antes de ontem",
    },
    "feast": {
        (12, 25): "natal, dia de natal",
        (12, 24): "vespera de natal",
        (1, 1): "ano novo, ano-novo, dia de ano novo",
        (12, 31): "vespera de ano novo, reveillon",
    },
    "at": {True: "as, a, ao, aos, pelas, as exatas, a partir"},
    "on": {True: "no, na, nos, nas, em, aos, as, ao, num, numa, o, os"},
    "of": {True: "de, do, da, dos, das"},
    "the": {True: "o, a, os, as"},
    "a": {1: "um, uma"},
    "per": {True: "por, ao, a, na"},
    "once": {True: "uma vez, uma unica vez, so uma vez, somente uma vez"},
    "twice": {True: "duas vezes"},
    "and": {True: "e, e tambem, e depois, mais, e de novo, alem de"},
    "in": {True: "em, no, na, nos, nas, daqui a, dentro de, daqui, daqui ha"},
    "from": {True: "de, da, das, do, dos, desde, desde as, entre as"},
    "to": {True: "a, as, ao, ate, ate as, ate a, ate o, ate ao"},
    "through": {True: "ate, ate as, ate a, ate o"},
    "until": {True: "ate, ate o, ate a, ate as, ate ao, terminando, terminando em, acabando em, ate dia, ate o dia"},
    "untilday": {True: "ate dia, ate o dia"},
    "before": {True: "antes de, antes do, antes da, antes das"},
    "past": {True: "depois das, apos as, depois da, apos a, apos"},
    "after": {True: "depois das, apos as, depois da, apos a, apos, depois de, depois do, depois da"},
    "minutesto": {True: "para as, para a, pras, pra, para o, pro"},
    "for": {True: "por, durante, pelas, pelos, pela, pelo, ao longo de, ao longo das, ao longo dos, nas, nos"},
    "during": {True: "durante, durante o, durante a, durante os, durante as"},
    "between": {True: "entre, entre as, entre os, entre o, entre a"},
    "except": {
        True: """
            exceto, exceto aos, exceto as, exceto em, exceto no, exceto na, exceto nos, exceto nas, exceto o, exceto
            a, exceto os, menos, menos aos, menos as, menos em, menos no, menos na, menos nos, menos nas, menos o,
            menos a, menos os, fora, fora os, fora aos, fora as, salvo, salvo aos, salvo em, tirando, tirando o,
            tirando a, tirando os, tirando as, com excecao de, com excecao do, com excecao da, com excecao dos, com
            excecao das, mas nao, mas nao aos, mas nao as, mas nao em, mas nao no, mas nao na, mas nao nos, mas nao
            nas, sem ser, a nao ser, excluindo, sem contar, excepto, excepto aos, excepto as, excepto em, menos de
        """
    },
    "but": {True: "mas"},
    "no": {True: "sem"},
    "next": {True: "proximo, proxima, proximos, proximas"},
    "quevem": {True: "que vem, seguinte, que vem ai"},
    "this": {True: "este, esta, neste, nesta, nessa, nesse, deste, desta, essa, esse"},
    "times": {True: "vez, vezes, ocorrencias, execucoes, repeticoes"},
    "more": {True: "seguidas, consecutivas"},
    "starting": {
        True: """
            a partir de, a partir do, a partir da, a partir das, a partir dos, comecando, comecando em, comecando
            no, comecando na, comecando as, comecando de, comecando a partir de, iniciando, iniciando em, iniciando
            no, iniciando na, desde, com inicio em, com inicio no, com inicio na, comeca em, comeca na, comeca no,
            inicio em, comecando dia, a partir do dia, a partir de dia
        """
    },
    "onwards": {True: "em diante, adiante"},
    "half": {True: "meia, meio"},
    "quarter": {True: "um quarto"},
    "oclock": {True: "em ponto"},
    "hourshort": {True: "h, hs"},
    "ampm": {"a": "am", "p": "pm"},
    "about": {
        True: """
            por volta das, por volta de, por volta da, por volta do, la pelas, cerca das, cerca de, em torno das, em
            torno de, mais ou menos as, mais ou menos, aproximadamente, umas, aproximadamente as, perto das
        """
    },
    "ish": {True: "e pouco, mais ou menos, aproximadamente"},
    "fromnow": {True: "a partir de agora, contando de agora"},
    "now": {True: "agora, ja, agora mesmo, imediatamente"},
    "end": {True: "fim, final"},
    "begin": {True: "inicio, comeco"},
    "rest": {True: "resto, restante"},
    "onthehour": {(0,): "em ponto, na hora cheia, na hora certa, nas horas cheias"},
    "halfhour": {True: "meia hora, meia-hora, meia horas"},
    "quarterhour": {True: "um quarto de hora, quarto de hora"},
    "time": {True: "horario, hora, fuso, fuso horario"},
    "businesshours": {True: "horario comercial, horario de expediente, horario de trabalho, expediente"},
    "yes": {True: "sim"},
    "not": {True: "nao"},
    "minuteof": {True: "minuto, minutos"},
    "noise": {
        True: """
            por favor, pf, pfv, pfvr, sempre, pontualmente, exatamente, precisamente, oi, ola, bom dia, boa tarde,
            boa noite, obrigado, obrigada, valeu, so, somente, apenas, mas so, mas somente, mas apenas,
            automaticamente, regularmente, o ano todo, o ano inteiro, para sempre, horario local, sem falta,
            recorrente, novamente, repetidamente, santo, santa, exatas, horas em ponto
        """
    },
    "det": {
        True: """
            o, a, os, as, um, uma, meu, minha, nosso, nossa, seu, sua, do, da, dos, das, este, esta, esse, essa,
            aquele, aquela, no, na
        """
    },
    "than": {True: "ha, que, ultimos, ultimas, ultimo, ultima, passados, passadas, mais de, menos de, dura, com"},
    "cond": {
        True: """
            se, quando, caso, sempre que, enquanto, assim que, a menos que, desde que, depois que, toda vez que,
            logo que
        """
    },
    "vague": {
        True: """
            as vezes, de vez em quando, ocasionalmente, raramente, frequentemente, em breve, logo, mais tarde,
            qualquer dia, algum dia, um dia desses, de tempos em tempos, periodicamente, algumas vezes,
            varias vezes, talvez, qualquer hora, a qualquer momento, quando der, quando puder, quando possivel,
            aleatoriamente, sempre que possivel, umas vezes, de quando em quando, por do sol, nascer do sol,
            amanhecer, anoitecer, entardecer, lua cheia, ou, futuramente, no futuro, daqui a pouco, logo mais,
            alguns dias, alguns, algumas, uns dias, poucas vezes, muitas vezes, quase sempre, quinta-feira santa, de
            vez em sempre, volta e meia
        """
    },
    "vaguenoun": {
        True: """
            feriado, feriados, pascoa, carnaval, corpus christi, dia das maes, dia dos pais, verao, inverno, outono,
            primavera, dia do pagamento
        """
    },
    "ask": {
        True: """
            qual, quais, que horas, o que, quem, como, por que, porque, quantos, quantas, onde, sera que, quando e,
            quando foi, quando sera, que dia, o que e, voce sabe, e possivel saber
        """
    },
    "edit": {
        "always": """
            cancele, cancelar, cancela, cancelem, remarcar, remarque, remarca, adiar, adie, adia, nao, pule, pular,
            desmarcar, desmarque, desmarca, nunca, desagendar, desagende, desfazer, desfaca, reagendar, reagende,
            reagenda
        """,
        "change": """
            mude, mudar, muda, altere, alterar, altera, edite, editar, edita, mova, mover, move, troque, trocar,
            troca, atualize o horario, pausar, pause, pausa, suspender, suspenda, desativar, desative, desativa,
            retomar, retome, esqueca, esquecer, listar, liste, mostre, mostrar
        """,
        "end": """
            pare, parar, para de, remova, remover, remove, apague, apagar, apaga, exclua, excluir, exclui, delete,
            deletar, deleta, encerre, encerrar, elimine, limpe
        """,
    },
    "scheduled": {
        True: """
            agendamento, agendamentos, tarefa, tarefas, lembrete, lembretes, alarme, alarmes, tudo, todos os
            agendamentos, agenda, agendado, agendada, agendados, agendadas, rotina, rotinas, programacao, isso, de
            mandar, de enviar, de rodar, de me, mandar, rodar, enviar, executar
        """
    },
    "single": {True: "fim de semana, final de semana, fim-de-semana"},
    "soft": {True: "sem, fora, menos, salvo"},
    "zone": {
        name: name
        for name in ABBREVIATIONS
        if name not in ("pt", "et", "mt", "ct", "art", "west", "central", "mountain", "eastern", "pacific", "z")
    },
    "place": dict(PLACES.items()),
    "inject": {
        True: """
            ignore as instrucoes, ignore todas, ignore tudo, ignore isso, ignore o, ignore as, ignore a, esqueca
            tudo, esqueca as instrucoes, esqueca isso, desconsidere, instrucoes anteriores, system :, sistema :,
            novo prompt, ignore previous, ignore all, modo desenvolvedor, finja
        """
    },
    "joiner": {
        True: """
            entao, tambem, isso, isto, me, repetir, repetindo, rode, que seja, seja, faca isso, faz isso, agende,
            agendar, agenda para, programado para, marcado para, ocorrendo
        """
    },
}

SAY = {
    "empty": "não há nada para ler",
    "hint": "tente: todo dia útil às 09:00 rode o relatório diário",
    "long": "isso é mais longo do que leio ({limit} caracteres)",
    "no_time": "não encontro nenhum horário nisso",
    "past": "{when} já passou",
    "past_hint": "diga um momento que ainda vai chegar",
    "no_hour": "não existe “{text}” no relógio",
    "no_day": "não existe o dia {text}",
    "no_zone": "não conheço o fuso horário “{text}”",
    "zero": "a cada nada é nunca",
    "never": "isso nunca aconteceria",
    "nothing_left": "o que é excluído não deixa nada",
    "backwards": "termina antes de começar",
    "edit": "isso muda ou encerra um agendamento; eu só leio quando algo deve rodar",
    "edit_hint": "escolha o agendamento na lista e mude-o ali",
    "question": "isso é uma pergunta, não um agendamento",
    "inject": "há instruções ao lado do agendamento",
    "inject_hint": "diga só o que deve rodar e quando",
    "now": "isso é agora, não um agendamento",
    "now_hint": "rode diretamente, ou diga quando",
    "vague": "“{text}” não é um horário que eu possa saber; quando exatamente?",
    "condition": "“{text}” é uma condição, não um horário; quando deve rodar?",
    "unread": "não sei o que fazer com “{text}”; quando deve rodar?",
    "excluded": "não sei excluir isso; diga os dias que ficam",
    "which_time": "a que horas?",
    "which_half": "“{text}”: manhã ou tarde?",
    "which_hours": "entre que horas é “{text}”?",
    "which_day": "em que dias?",
    "once_or_every": "uma vez, ou repetidamente?",
    "how_often": "de quanto em quanto tempo?",
    "date_order": "qual é o dia e qual é o mês?",
    "nth": "a cada tantas semanas, ou pelo lugar no mês?",
    "conflict": "“{one}” e “{other}” não combinam; qual dos dois?",
    "biweekly": "duas vezes nesse tempo, ou uma vez a cada dois?",
    "list_or_minutes": "dois horários, ou hora e minutos?",
    "too_many": "são momentos demais para um agendamento",
    "first": "no primeiro dia do mês",
    "usual": "“{part}” é {time}",
    "corrected": "“{typed}” é lido como “{meant}”",
    "rough": "às {time} em ponto",
    "zone": "{text} é {zone}",
    "business": "horário comercial é de segunda a sexta, das 09:00 às 17:00",
    "daily": "todo dia, não só hoje",
    "weekly": "toda semana, não uma vez",
    "monthly": "todo mês, não uma vez",
    "counted": "contado a partir de {when}",
    "same_time": "à mesma hora de agora",
    "at": " às {text}",
    "every": "a cada {text}",
    "once": "em {text}",
    "every_day": "todo dia {text}",
    "today": "hoje {text}",
    "tomorrow": "amanhã {text}",
}

REAL = """
amanhecer ano anos cada casa cinta dias dica dose doze horta hotel junta junto maca maior mais manda mandar mando
mar marca marcar marco mas media medio meia mesa messa meu noiva nota nova nove novo onda ontem quarto quinto
relatorio sede seguinte segunda seguro semente sempre seta sete sexo tarifa todo torta trintao vinho
"""

LEXICON = Lexicon("pt", WORDS, SAY, REAL)
